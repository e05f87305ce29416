using System.Numerics.Tensors;
using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;

namespace RoboticsStack.Training.Decoder;

/// <summary>Measures predictions and their pictures on episodes that the training left out.</summary>
internal sealed class DecoderEvaluation
{
    private const int Batch = LatentEvaluator.Batch;
    private const int Ahead = DecoderTrainer.Ahead;
    private const int MaxBatches = 8;
    private const float TouchedN = (float)SensorDecoderNetwork.TouchedCellNewtons;
    private static readonly int[] Steps = [0, 1, 2, 5, 10];

    private readonly LatentEvaluator _evaluator;
    private readonly EncodedDataset _encoded;
    private readonly Departure[][] _batches;

    /// <exception cref="UserErrorException">The held-out episodes are too few or too short.</exception>
    public DecoderEvaluation(LatentEvaluator evaluator, Dataset heldOut, ulong seed, CancellationToken cancellation)
    {
        (_evaluator, _encoded) = (evaluator, new(evaluator, heldOut, cancellation));
        Departure[] all = [.. heldOut.Episodes.SelectMany(episode => Enumerable.Range(0, Math.Max(0, episode.Length - Ahead)).Select(frame => new Departure(episode, frame)))];
        if (all.Length < Batch)
        {
            throw new UserErrorException($"The held-out part of '{heldOut.Name}' has {all.Length} windows of {Ahead + 1} frames; {Batch} are needed. Generate more episodes.");
        }
        RandomStream.For(seed, "decoder evaluation").Shuffle<Departure>(all);
        _batches = [.. all.Chunk(Batch).Where(batch => batch.Length == Batch).Take(MaxBatches)];
    }

    /// <summary>What the predictor is usually wrong by.</summary>
    public UsualError UsualError()
    {
        List<double>[] errors = [.. Enumerable.Range(0, Ahead).Select(_ => new List<double>())];
        foreach (Departure[] batch in _batches)
        {
            float[][] predicted = OpenLoop.From(_evaluator, _encoded, batch, Ahead);
            for (int step = 0; step < Ahead; step++)
            {
                for (int row = 0; row < Batch; row++)
                {
                    errors[step].Add(Statistics.MeanSquaredDistance(
                        predicted[step].AsSpan(row * _evaluator.LatentSize, _evaluator.LatentSize), _encoded.Latent(batch[row].Episode, batch[row].Frame + step + 1)));
                }
            }
        }
        return new([.. errors.Select(list => Quantile(list, 0.5))], [.. errors.Select(list => Quantile(list, 0.99))]);
    }

    /// <param name="decoder">For as many rows as a batch has.</param>
    /// <param name="training">For its mean picture.</param>
    public DecoderReport Measure(SensorDecoder decoder, Dataset training)
    {
        float[] meanPicture = MeanPicture(training);
        Tally[] tallies = [.. Steps.Select(_ => new Tally())];
        double meanPictureError = 0, meanPictureCount = 0;
        foreach (Departure[] batch in _batches)
        {
            float[][] predicted = OpenLoop.From(_evaluator, _encoded, batch, Ahead);
            for (int i = 0; i < Steps.Length; i++)
            {
                int step = Steps[i];
                ReadOnlySpan<float> decoded = decoder.Decode(step == 0 ? OpenLoop.Present(_evaluator, _encoded, batch, 0) : predicted[step - 1]);
                for (int row = 0; row < Batch; row++)
                {
                    float[] now = Observation(batch[row], 0), then = Observation(batch[row], step);
                    tallies[i].Add(decoded.Slice(row * SensorLayout.Size, SensorLayout.Size), now, then);
                    if (step == 0 && ObservationLayout.Present.Of(now)[(int)Modality.WristImage] > 0)
                    {
                        meanPictureError += MeanAbsolute(meanPicture, ObservationLayout.WristDepth.Of(now));
                        meanPictureCount++;
                    }
                }
            }
        }
        return new()
        {
            Windows = _batches.Length * Batch,
            Quality = [.. tallies.Select((tally, i) => tally.Quality(Steps[i]))],
            MeanPictureM = meanPictureError / meanPictureCount,
            TouchedN = tallies[0].MeanTouch,
        };
    }

    private static float[] Observation(Departure from, int step)
    {
        float[] observation = new float[ObservationLayout.Size];
        from.Episode.CopyObservation(from.Frame + step, observation);
        return observation;
    }

    private static float[] MeanPicture(Dataset training)
    {
        const int EveryFrames = 20;
        float[] sum = new float[SensorLayout.Depth.Length], observation = new float[ObservationLayout.Size];
        int count = 0;
        foreach (Episode episode in training.Episodes)
        {
            for (int frame = 0; frame < episode.Length; frame += EveryFrames)
            {
                episode.CopyObservation(frame, observation);
                if (ObservationLayout.Present.Of(observation)[(int)Modality.WristImage] > 0)
                {
                    TensorPrimitives.Add(sum, ObservationLayout.WristDepth.Of(observation), sum);
                    count++;
                }
            }
        }
        TensorPrimitives.Divide(sum, Math.Max(count, 1), sum);
        return sum;
    }

    private static double MeanAbsolute(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }
        return sum / a.Length;
    }

    private static double Quantile(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));

    /// <summary>Sums of one number of steps ahead.</summary>
    private sealed class Tally
    {
        private double _pictures, _depth, _depthCopy, _both, _either, _bothCopy, _eitherCopy, _cells, _pressure, _pressureCopy, _touch;

        public double MeanTouch => _touch / _cells;

        public void Add(ReadOnlySpan<float> decoded, float[] now, float[] then)
        {
            bool Has(float[] observation, Modality modality) => ObservationLayout.Present.Of(observation)[(int)modality] > 0;
            if (Has(now, Modality.WristImage) && Has(then, Modality.WristImage))
            {
                _pictures++;
                _depth += MeanAbsolute(SensorLayout.Depth.Of(decoded), ObservationLayout.WristDepth.Of(then));
                _depthCopy += MeanAbsolute(ObservationLayout.WristDepth.Of(now), ObservationLayout.WristDepth.Of(then));
                Overlap(SensorLayout.Mask.Of(decoded), ObservationLayout.WristMask.Of(then), ref _both, ref _either);
                Overlap(ObservationLayout.WristMask.Of(now), ObservationLayout.WristMask.Of(then), ref _bothCopy, ref _eitherCopy);
            }
            if (Has(now, Modality.Tactile) && Has(then, Modality.Tactile))
            {
                ReadOnlySpan<float> guess = SensorLayout.Tactile.Of(decoded), before = ObservationLayout.Tactile.Of(now), truth = ObservationLayout.Tactile.Of(then);
                for (int i = 0; i < truth.Length; i++)
                {
                    if (truth[i] > TouchedN)
                    {
                        _cells++;
                        _touch += truth[i];
                        _pressure += Math.Abs(guess[i] - truth[i]);
                        _pressureCopy += Math.Abs(before[i] - truth[i]);
                    }
                }
            }
        }

        public SensorQuality Quality(int step) => new(
            step, _depth / _pictures, _depthCopy / _pictures, _both / _either, _bothCopy / _eitherCopy, _pressure / _cells, _pressureCopy / _cells);

        private static void Overlap(ReadOnlySpan<float> guess, ReadOnlySpan<float> truth, ref double both, ref double either)
        {
            for (int i = 0; i < truth.Length; i++)
            {
                bool a = guess[i] > 0.5f, b = truth[i] > 0.5f;
                both += a && b ? 1 : 0;
                either += a || b ? 1 : 0;
            }
        }
    }
}
