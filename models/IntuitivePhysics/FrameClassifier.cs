using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition;
using RoboticsStack.Learning;

namespace RoboticsStack.IntuitivePhysics;

/// <summary>
/// A rival that looks at single frames and is taught with labels, on pairs of development seeds, which of them come from impossible clips. What it tells beyond one half
/// is how far the places alone, as the scenarios draw them, give a pair away to somebody who was told the answers; the model never was. It sees what is in view in a frame, without
/// what the tracker and the map remember.
/// </summary>
public sealed class FrameClassifier : IDisposable
{
    private const int FrameSize = ClipLayout.Slots * ClipLayout.SlotSize + ClipLayout.SurroundingsSize;
    private const int Batch = 256;

    private readonly CompiledGraph _graph;
    private readonly GraphBinding _binding;
    private readonly float[] _frames = GC.AllocateArray<float>(ClipLayout.Frames * FrameSize, pinned: true);
    private readonly float[] _logits = GC.AllocateArray<float>(ClipLayout.Frames, pinned: true);

    internal FrameClassifier(byte[] model, string origin)
    {
        _graph = CompiledGraph.From(model, origin);
        _binding = _graph.Bind([("frames", _frames, [ClipLayout.Frames, FrameSize])], [("logits", _logits, [ClipLayout.Frames, 1])]);
    }

    /// <returns>The model as ONNX.</returns>
    public static byte[] Train(IReadOnlyList<ClipPair> pairs, long steps, ulong seed, CancellationToken cancellation)
    {
        Graph graph = new(new ParameterSet());
        Tensor logits = Logits(graph.Input("frames", [Batch, FrameSize]), seed);
        Tensor loss = Losses.BinaryCrossEntropyWithLogits(logits, graph.Input("labels", [Batch, 1])).Mean();
        using TrainingProgram program = new(loss, [], new AdamWOptions { WeightDecay = 0.05 });
        LearningRateSchedule schedule = new(2e-3);
        float[] slots = new float[ClipLayout.SlotsLength], surroundings = new float[ClipLayout.SurroundingsLength];
        int[] order = [.. Enumerable.Range(0, ClipLayout.Slots)];
        for (long step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            RandomStream random = RandomStream.For(seed, (ulong)step, "frame batch");
            const int FramesOfAClip = 8;
            for (int row = 0; row < Batch; row += FramesOfAClip)
            {
                ClipPair pair = random.Pick(pairs);
                bool impossible = random.Chance(0.5);
                random.Shuffle(order.AsSpan());
                ClipLayout.Write(impossible ? pair.Impossible : pair.Possible, order, random.Chance(0.5), slots, surroundings, remembers: false);
                for (int i = row; i < row + FramesOfAClip; i++)
                {
                    int frame = pair.Crossing.From + random.Index(pair.Crossing.To - pair.Crossing.From);
                    CopyFrame(slots, surroundings, frame, program.Input("frames").Slice(i * FrameSize, FrameSize));
                    program.Input("labels")[i] = impossible ? 1 : 0;
                }
            }
            program.Step(schedule.At(step / (double)steps));
        }
        program.Synchronise();
        Graph inference = new(program.Parameters.WithoutOptimiser());
        return OnnxModel.ForInference(inference, [("logits", Logits(inference.Input("frames", [ClipLayout.Frames, FrameSize]), seed))]);
    }

    /// <summary>How impossible the clip's frames look, on average.</summary>
    public double Judge(Clip clip)
    {
        float[] slots = new float[ClipLayout.SlotsLength], surroundings = new float[ClipLayout.SurroundingsLength];
        ClipLayout.Write(clip, [.. Enumerable.Range(0, ClipLayout.Slots)], mirrored: false, slots, surroundings, remembers: false);
        for (int frame = 0; frame < ClipLayout.Frames; frame++)
        {
            CopyFrame(slots, surroundings, frame, _frames.AsSpan(frame * FrameSize, FrameSize));
        }
        _binding.Run();
        return _logits.Average();
    }

    public void Dispose()
    {
        _binding.Dispose();
        _graph.Dispose();
    }

    private static void CopyFrame(ReadOnlySpan<float> slots, ReadOnlySpan<float> surroundings, int frame, Span<float> into)
    {
        const int SlotsOfAFrame = ClipLayout.Slots * ClipLayout.SlotSize;
        slots.Slice(frame * SlotsOfAFrame, SlotsOfAFrame).CopyTo(into);
        surroundings.Slice(frame * ClipLayout.SurroundingsSize, ClipLayout.SurroundingsSize).CopyTo(into[SlotsOfAFrame..]);
    }

    private static Tensor Logits(Tensor frames, ulong seed)
    {
        RandomStream random = RandomStream.For(seed, "frame classifier");
        Tensor x = Layers.Linear(frames, "frame.0", 128, random, 1.4).Silu();
        x += Layers.Linear(x.RmsNorm(), "frame.1", 128, random, 1.4).Silu();
        return Layers.Linear(x.RmsNorm(), "frame.2", 1, random, 0.1);
    }
}
