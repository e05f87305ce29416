using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>What a training step needs besides the parameters and what the program draws itself: a batch of sequences and directions, drawn from the seed and the step's number.</summary>
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
    }
}
