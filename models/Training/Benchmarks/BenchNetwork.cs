using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training.Benchmarks;

/// <summary>A network with its loss and one batch of ordinary values, whose training step is timed.</summary>
/// <param name="Name">As the yardstick's script calls it.</param>
internal sealed record BenchNetwork(string Name, string Description, Tensor Loss, Action<string, Memory<float>, RandomStream> Fill)
{
    private const ulong Seed = 1;

    public static IReadOnlyList<string> Names { get; } = ["world model", "mlp", "transformer", "convolution"];

    /// <summary>The full training's.</summary>
    public static TrainerOptions WorldModelOptions { get; } = TrainingRunOptions.Full("", "").Trainer;

    public static BenchNetwork Create(string name) => name switch
    {
        "world model" => WorldModel(),
        "mlp" => Mlp(),
        "transformer" => Transformer(),
        _ => Convolution(),
    };

    /// <summary>The network of the committed weights, with the batch of the full training.</summary>
    private static BenchNetwork WorldModel()
    {
        TrainerOptions options = WorldModelOptions;
        TrainingGraph graph = new(options, new ParameterSet(), Normalisation.Unit);
        return new("world model", $"{options.BatchSize} sequences of {graph.Frames} frames", graph.Loss, (input, values, random) =>
        {
            switch (input)
            {
                case "directions":
                    SigReg.FillDirections(values.Span, options.Architecture.LatentSize, options.SigRegDirections, random);
                    break;
                case "labelWeights" or "shares":
                    values.Span.Fill(1);
                    break;
                case "observations":
                    FillNormal(values.Span, random);
                    for (int row = 0; row < values.Length; row += ObservationLayout.Size)
                    {
                        values.Span.Slice(row + ObservationLayout.Present.Start, ObservationLayout.ModalityCount).Fill(1);
                    }
                    break;
                default:
                    FillNormal(values.Span, random);
                    break;
            }
        });
    }

    private static BenchNetwork Mlp()
    {
        const int Batch = 512, Width = 512, Hidden = 1024;
        Graph graph = new(new ParameterSet());
        RandomStream random = RandomStream.For(Seed, "mlp");
        Tensor x = graph.Input("x", [Batch, Width]), y = graph.Input("y", [Batch, Width]);
        Tensor hidden = Layers.Linear(Layers.Linear(x, "0", Hidden, random, 1.4).Silu(), "1", Hidden, random, 1.4).Silu();
        return new("mlp", $"{Batch} × {Width}, two hidden layers of {Hidden}, SiLU", Losses.SquaredError(Layers.Linear(hidden, "2", Width, random), y).Mean(),
            (_, values, source) => FillNormal(values.Span, source));
    }

    private static BenchNetwork Transformer()
    {
        const int Batch = 32, Tokens = 32, Width = 128, Heads = 4, Blocks = 4, Classes = 64;
        Graph graph = new(new ParameterSet());
        RandomStream random = RandomStream.For(Seed, "transformer");
        Tensor x = graph.Input("x", [Batch, Tokens, Width]), y = graph.Input("y", [Batch, Tokens, Classes]);
        for (int block = 0; block < Blocks; block++)
        {
            x += Layers.SelfAttention(Layers.LayerNorm(x, $"{block}.norm0"), $"{block}.attention", Heads, causal: true, random);
            Tensor hidden = Layers.Linear(Layers.LayerNorm(x, $"{block}.norm1"), $"{block}.0", 4 * Width, random, 1.4).Gelu();
            x += Layers.Linear(hidden, $"{block}.1", Width, random);
        }
        Tensor logits = Layers.Linear(Layers.LayerNorm(x, "norm"), "out", Classes, random);
        return new("transformer", $"{Batch} × {Tokens} tokens of {Width}, {Blocks} blocks, {Heads} heads, causal", Losses.CrossEntropyWithLogits(logits, y).Mean(),
            (input, values, source) =>
            {
                if (input == "y")
                {
                    FillOneHot(values.Span, Classes, source);
                }
                else
                {
                    FillNormal(values.Span, source);
                }
            });
    }

    private static BenchNetwork Convolution()
    {
        const int Batch = 64, Side = 32, Classes = 10;
        Graph graph = new(new ParameterSet());
        RandomStream random = RandomStream.For(Seed, "convolution");
        Tensor x = graph.Input("x", [Batch, Side, Side, 3]), y = graph.Input("y", [Batch, Classes]);
        x = Layers.Convolution(x, "0", 32, 3, random, stride: 1, padding: 1, gain: 1.4).Relu();
        x = Layers.Convolution(x, "1", 64, 3, random, stride: 2, padding: 1, gain: 1.4).Relu();
        x = Layers.Convolution(x, "2", 128, 3, random, stride: 2, padding: 1, gain: 1.4).Relu();
        Tensor logits = Layers.Linear(x.Mean(false, 1, 2), "out", Classes, random);
        return new("convolution", $"{Batch} images of {Side} × {Side} × 3, three convolutions to 128 channels", Losses.CrossEntropyWithLogits(logits, y).Mean(),
            (input, values, source) =>
            {
                if (input == "y")
                {
                    FillOneHot(values.Span, Classes, source);
                }
                else
                {
                    FillNormal(values.Span, source);
                }
            });
    }

    private static void FillNormal(Span<float> values, RandomStream random)
    {
        foreach (ref float value in values)
        {
            value = (float)random.Gaussian(0, 0.5);
        }
    }

    private static void FillOneHot(Span<float> values, int classes, RandomStream random)
    {
        values.Clear();
        for (int row = 0; row < values.Length; row += classes)
        {
            values[row + random.Index(classes)] = 1;
        }
    }
}
