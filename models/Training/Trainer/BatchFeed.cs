using System.Runtime.InteropServices;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>Everything a training step needs besides the parameters, drawn from the seed and the step's number.</summary>
internal sealed class BatchFeed(TrainerOptions options, Dataset dataset, int frames)
{
    private readonly SequenceSampler _sampler = new(dataset, options.BatchSize, frames, options.Architecture.Heads, options.Seed);

    public void Fill(TrainingProgram program)
    {
        long step = program.StepCount;
        _sampler.Fill(step, program.InputMemory("observations"), program.InputMemory("actions"), program.InputMemory("labels"), program.InputMemory("labelWeights"),
            program.InputMemory("shares"));
        RandomStream random = RandomStream.For(options.Seed ^ (ulong)step * 0xD1B54A32D192ED03, "step");
        SigReg.FillDirections(program.Input("directions"), options.Architecture.LatentSize, options.SigRegDirections, random);
        FillMask(program.Input("dropout"), 1 - Predictor.DropoutRate, random);
        for (int i = 1; i < options.RolloutSteps; i++)
        {
            FillMask(program.Input($"dropout{i}"), 1 - Predictor.DropoutRate, random);
        }
    }

    /// <summary>Ones with a given chance, else zeros; eight per random number.</summary>
    private static void FillMask(Span<float> mask, double chance, RandomStream random)
    {
        int threshold = (int)Math.Round(chance * 256);
        Span<byte> bytes = stackalloc byte[8];
        for (int i = 0; i < mask.Length; i++)
        {
            if (i % 8 == 0)
            {
                ulong bits = random.NextUInt64();
                MemoryMarshal.Write(bytes, in bits);
            }
            mask[i] = bytes[i % 8] < threshold ? 1 : 0;
        }
    }
}
