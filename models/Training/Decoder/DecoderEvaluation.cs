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
        return new([.. errors.Select(list => Statistics.Quantile(list, 0.5))], [.. errors.Select(list => Statistics.Quantile(list, 0.99))]);
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
            float[] present = decoder.Decode(OpenLoop.Present(_evaluator, _encoded, batch, 0)).ToArray();
            for (int i = 0; i < Steps.Length; i++)
            {
                int step = Steps[i];
                ReadOnlySpan<float> decoded = step == 0 ? present : decoder.Decode(predicted[step - 1]);
                for (int row = 0; row < Batch; row++)
                {
                    float[] now = Observation(batch[row], 0), then = Observation(batch[row], step);
                    tallies[i].Add(decoded.Slice(row * SensorLayout.Size, SensorLayout.Size), present.AsSpan(row * SensorLayout.Size, SensorLayout.Size), now, then);
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

    /// <summary>Sums of one number of steps ahead.</summary>
    private sealed class Tally
    {
        private readonly Errors _plain = new(), _anchored = new(), _copy = new();
        private double _pictures, _cells, _touch;

        public double MeanTouch => _touch / _cells;

        /// <param name="decoded">Of the predicted latent.</param>
        /// <param name="decodedNow">Of the latent at the present.</param>
        public void Add(ReadOnlySpan<float> decoded, ReadOnlySpan<float> decodedNow, float[] now, float[] then)
        {
            bool Has(float[] observation, Modality modality) => ObservationLayout.Present.Of(observation)[(int)modality] > 0;
            if (Has(now, Modality.WristImage) && Has(then, Modality.WristImage))
            {
                _pictures++;
                ReadOnlySpan<float> depth = ObservationLayout.WristDepth.Of(then), mask = ObservationLayout.WristMask.Of(then);
                ReadOnlySpan<float> depthNow = ObservationLayout.WristDepth.Of(now), maskNow = ObservationLayout.WristMask.Of(now);
                _plain.AddPicture(SensorLayout.Depth.Of(decoded), depth, SensorLayout.Mask.Of(decoded), mask);
                _anchored.AddPicture(Anchored(decoded, decodedNow, depthNow, SensorLayout.Depth), depth, Anchored(decoded, decodedNow, maskNow, SensorLayout.Mask), mask);
                _copy.AddPicture(depthNow, depth, maskNow, mask);
            }
            if (Has(now, Modality.Tactile) && Has(then, Modality.Tactile))
            {
                ReadOnlySpan<float> truth = ObservationLayout.Tactile.Of(then), before = ObservationLayout.Tactile.Of(now), guess = SensorLayout.Tactile.Of(decoded);
                ReadOnlySpan<float> anchored = Anchored(decoded, decodedNow, before, SensorLayout.Tactile);
                for (int i = 0; i < truth.Length; i++)
                {
                    if (truth[i] > TouchedN)
                    {
                        _cells++;
                        _touch += truth[i];
                        _plain.Pressure += Math.Abs(guess[i] - truth[i]);
                        _anchored.Pressure += Math.Abs(anchored[i] - truth[i]);
                        _copy.Pressure += Math.Abs(before[i] - truth[i]);
                    }
                }
            }
        }

        public StepQuality Quality(int step) => new(step, _plain.Per(_pictures, _cells), _anchored.Per(_pictures, _cells), _copy.Per(_pictures, _cells));

        private static float[] Anchored(ReadOnlySpan<float> decoded, ReadOnlySpan<float> decodedNow, ReadOnlySpan<float> measuredNow, Segment segment) =>
            SensorDecoder.Anchored(segment.Of(decoded), segment.Of(decodedNow), measuredNow, segment);
    }

    private sealed class Errors
    {
        private double _depth, _both, _either;

        public double Pressure { get; set; }

        public void AddPicture(ReadOnlySpan<float> depth, ReadOnlySpan<float> trueDepth, ReadOnlySpan<float> mask, ReadOnlySpan<float> trueMask)
        {
            _depth += MeanAbsolute(depth, trueDepth);
            for (int i = 0; i < mask.Length; i++)
            {
                bool a = mask[i] > 0.5f, b = trueMask[i] > 0.5f;
                _both += a && b ? 1 : 0;
                _either += a || b ? 1 : 0;
            }
        }

        public SensorQuality Per(double pictures, double cells) => new(_depth / pictures, _both / _either, Pressure / cells);
    }
}
