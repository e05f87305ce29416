using System.Runtime.InteropServices;
using System.Text.Json;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training.Benchmarks;

/// <summary>
/// What the same network in another framework needs to take the same first step: spec.json with names, shapes and settings in order, and one file of
/// little-endian floats for parameters, states, inputs and masks each.
/// </summary>
internal static class YardstickFolder
{
    public static void Write(string folder, BenchNetwork network, TrainingProgram program, double learningRate, AdamWOptions optimiser)
    {
        Directory.CreateDirectory(folder);
        Graph graph = network.Loss.Graph;
        HashSet<string> own = [AdamW.LearningRate, AdamW.FirstCorrection, AdamW.SecondCorrection, .. graph.Masks.Select(mask => mask.Name)];
        foreach (RandomMask mask in graph.Masks)
        {
            mask.Fill(program.Input(mask.Name), TrainingProgram.DefaultSeed, 0);
        }
        object[] Inputs(string kind, Func<Tensor, bool> which) =>
            WriteAll(folder, kind, graph.Inputs.Where(which).Select(input => (input.Name, input.Shape, program.InputMemory(input.Name))));
        object[] Stored(string kind, bool trained) => WriteAll(folder, kind, graph.UsedParameters
            .Where(parameter => parameter.Stored!.Trained == trained && !AdamW.IsOptimiserState(parameter.Name))
            .Select(parameter => (parameter.Name, parameter.Shape, parameter.Stored!.Values.AsMemory())));
        TrainerOptions trainer = BenchNetwork.WorldModelOptions;
        File.WriteAllText(Path.Combine(folder, "spec.json"), JsonSerializer.Serialize(new
        {
            network = network.Name,
            learningRate,
            weightDecay = optimiser.WeightDecay,
            parameters = Stored("parameters", true),
            states = Stored("states", false),
            inputs = Inputs("inputs", input => !own.Contains(input.Name)),
            masks = Inputs("masks", input => graph.Masks.Any(mask => mask.Name == input.Name)),
            segments = ObservationLayout.Segments.ToDictionary(segment => segment.Name, segment => new[] { segment.Start, segment.Length }),
            batch = trainer.BatchSize,
            rolloutSteps = trainer.RolloutSteps,
            latentSize = trainer.Architecture.LatentSize,
            predictorWidth = trainer.Architecture.PredictorWidth,
            predictorBlocks = trainer.Architecture.PredictorBlocks,
            heads = trainer.Architecture.Heads,
            held = ProbeLayout.Held,
            rolloutWeight = trainer.RolloutWeight,
            sigRegWeight = trainer.SigRegWeight,
            actionWeight = trainer.ActionWeight,
            probeWeight = trainer.ProbeWeight,
        }));
    }

    private static object[] WriteAll(string folder, string kind, IEnumerable<(string Name, Shape Shape, Memory<float> Values)> tensors)
    {
        List<object> index = [];
        using FileStream file = File.Create(Path.Combine(folder, kind + ".f32"));
        foreach ((string name, Shape shape, Memory<float> values) in tensors)
        {
            index.Add(new object[] { name, shape.Sizes.ToArray() });
            file.Write(MemoryMarshal.AsBytes(values.Span));
        }
        return [.. index];
    }
}
