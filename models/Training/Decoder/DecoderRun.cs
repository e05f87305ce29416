using RoboticsStack.Core.Time;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training.Decoder;

/// <summary>Trains the sensor decoder of a world model that is already there, and measures it on the kitchens that no training saw.</summary>
public static class DecoderRun
{
    /// <summary>Trains and writes the decoder of the weights in a directory, and its report.</summary>
    public static DecoderReport Execute(
        string weightsDirectory, Dataset training, Dataset heldOut, DecoderOptions options, IClock clock, IProgress<DecoderProgress>? progress, CancellationToken cancellation)
    {
        Timestamp begin = clock.Now;
        TrainedModel model = TrainedModel.Read(weightsDirectory);
        using LatentEvaluator evaluator = new(model, options.Session);
        DecoderEvaluation evaluation = new(evaluator, heldOut, options.Seed, cancellation);
        (ParameterSet parameters, long steps, double loss) = new DecoderTrainer(options, clock)
            .Train(evaluator, new EncodedDataset(evaluator, training, cancellation), training, model.Normalisation.WristDepth, progress, cancellation);
        using WorldModel world = WorldModel.Load(weightsDirectory, new WorldModelOptions { WithPrior = false });
        SensorDecoder.Write(SensorDecoder.DirectoryOf(weightsDirectory), parameters, model.Normalisation.WristDepth, world.LatentSize, world.ModelHash, evaluation.UsualError(),
            training.Provenance(options.Seed, steps, clock.Now.SecondsSince(begin), loss));
        return Keep(weightsDirectory, Measured(evaluation, weightsDirectory, world, training));
    }

    /// <summary>Measures the decoder that is there.</summary>
    public static DecoderReport Report(string weightsDirectory, Dataset training, Dataset heldOut, DecoderOptions options, CancellationToken cancellation)
    {
        using LatentEvaluator evaluator = new(TrainedModel.Read(weightsDirectory), options.Session);
        using WorldModel world = WorldModel.Load(weightsDirectory, new WorldModelOptions { WithPrior = false });
        return Keep(weightsDirectory, Measured(new(evaluator, heldOut, options.Seed, cancellation), weightsDirectory, world, training));
    }

    private static DecoderReport Measured(DecoderEvaluation evaluation, string weightsDirectory, IWorldModel world, Dataset training)
    {
        using SensorDecoder decoder = SensorDecoder.Load(SensorDecoder.DirectoryOf(weightsDirectory), world, LatentEvaluator.Batch);
        return evaluation.Measure(decoder, training);
    }

    private static DecoderReport Keep(string weightsDirectory, DecoderReport report)
    {
        File.WriteAllText(Path.Combine(SensorDecoder.DirectoryOf(weightsDirectory), TrainingRun.ReportFile), report.ToMarkdown());
        return report;
    }
}
