using FsCheck;
using FsCheck.Fluent;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Learning.Tests.Gradients;

/// <summary>Every operation's gradient agrees with finite differences, whatever the shapes.</summary>
public sealed class GradientTests
{
    private sealed record Case(Func<RandomStream, Shape[]> Shapes, Func<IReadOnlyList<Tensor>, RandomStream, Tensor> Function, double Low = -2, double High = 2);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["add"] = new(BroadcastPair, (x, _) => x[0] + x[1]),
        ["subtract"] = new(BroadcastPair, (x, _) => x[0] - x[1]),
        ["multiply"] = new(BroadcastPair, (x, _) => x[0] * x[1]),
        ["divide"] = new(BroadcastPair, (x, _) => x[0] / x[1], 0.5, 2),
        ["power"] = new(BroadcastPair, (x, _) => Tensor.Pow(x[0], x[1]), 0.5, 2),
        ["constant power"] = new(One, (x, _) => x[0].Pow(2.7), 0.5, 2),
        ["min"] = new(BroadcastPair, (x, _) => Tensor.Min(x[0], x[1])),
        ["max"] = new(BroadcastPair, (x, _) => Tensor.Max(x[0], x[1])),
        ["where"] = new(BroadcastPair, (x, _) => Tensor.Where(x[0].IsAbove(0.3), x[0] * x[1], x[1])),
        ["scalars"] = new(One, (x, _) => 1 - 2 / ((3 * x[0] - 1) * x[0] + 4) + x[0] / 5),
        ["negate"] = new(One, (x, _) => -x[0]),
        ["square"] = new(One, (x, _) => x[0].Square()),
        ["relu"] = new(One, (x, _) => x[0].Relu()),
        ["leaky relu"] = new(One, (x, _) => x[0].LeakyRelu(0.2)),
        ["elu"] = new(One, (x, _) => x[0].Elu(0.7)),
        ["sigmoid"] = new(One, (x, _) => x[0].Sigmoid()),
        ["tanh"] = new(One, (x, _) => x[0].Tanh()),
        ["exp"] = new(One, (x, _) => x[0].Exp()),
        ["log"] = new(One, (x, _) => x[0].Log(), 0.5, 2),
        ["sqrt"] = new(One, (x, _) => x[0].Sqrt(), 0.5, 2),
        ["cos"] = new(One, (x, _) => x[0].Cos()),
        ["sin"] = new(One, (x, _) => x[0].Sin()),
        ["abs"] = new(One, (x, _) => x[0].Abs()),
        ["softplus"] = new(One, (x, _) => x[0].Softplus()),
        ["silu"] = new(One, (x, _) => x[0].Silu()),
        ["gelu"] = new(One, (x, _) => x[0].Gelu()),
        ["clamp"] = new(One, (x, _) => x[0].Clamp(-1, 0.5)),
        ["sum of some axes"] = new(One, (x, random) => x[0].Sum(random.Chance(0.5), SomeAxes(x[0], random))),
        ["mean of some axes"] = new(One, (x, random) => x[0].Mean(random.Chance(0.5), SomeAxes(x[0], random))),
        ["sum of all"] = new(One, (x, _) => x[0].Sum()),
        ["mean of all"] = new(One, (x, _) => x[0].Mean()),
        ["max of some axes"] = new(One, (x, random) => x[0].Max(random.Chance(0.5), SomeAxes(x[0], random))),
        ["log-sum-exp of some axes"] = new(One, (x, random) => x[0].LogSumExp(random.Chance(0.5), SomeAxes(x[0], random))),
        ["sum of squares"] = new(One, (x, _) => x[0].SumOfSquares()),
        ["softmax"] = new(One, (x, random) => x[0].Softmax(random.Index(x[0].Shape.Rank))),
        ["simplex norm"] = new(random => [Random(random).With(-1, 6)], (x, random) => x[0].SimNorm(random.Chance(0.5) ? 2 : 3)),
        ["attention"] = new(Queries, (x, _) => Attention.ScaledDotProduct(x[0], x[1], x[2], causal: false)),
        ["causal attention"] = new(CausalQueries, (x, _) => Attention.ScaledDotProduct(x[0], x[1], x[2], causal: true)),
        ["multi-head self-attention"] = new(random => [[2, 1 + random.Index(3), 4]], (x, random) => Layers.SelfAttention(x[0], "a", 2, random.Chance(0.5), random)),
        ["layer norm"] = new(random => [Random(random).With(-1, 5)], (x, _) => x[0].LayerNorm()),
        ["rms norm"] = new(random => [Random(random).With(-1, 5)], (x, _) => x[0].RmsNorm()),
        ["batch norm"] = new(random => [[6, 1 + random.Index(4)]], (x, _) => Layers.BatchNorm(x[0], "norm")),
        ["batch norm of images"] = new(_ => [[2, 2, 3, 2]], (x, _) => Layers.BatchNorm(x[0], "norm")),
        ["reshape"] = new(One, (x, _) => x[0].Reshape(x[0].Shape.Count)),
        ["transpose"] = new(One, (x, random) => x[0].Transpose(Shuffled(x[0].Shape.Rank, random))),
        ["concatenate"] = new(random => Joinable(random), (x, _) => Tensor.Concat(1, x)),
        ["stack"] = new(random => { Shape shape = Random(random); return [shape, shape]; }, (x, _) => Tensor.Stack(0, x)),
        ["slice"] = new(random => [Random(random).With(0, 5)], (x, random) => { int start = random.Index(4); return x[0].Slice(0, start, 1 + random.Index(5 - start)); }),
        ["split"] = new(random => [Random(random).With(0, 5)], (x, random) => { Tensor[] parts = x[0].Split(0, 2, 3); return Tensor.Concat(0, parts[1].Square(), parts[0]); }),
        ["select"] = new(random => [Random(random).With(0, 3)], (x, random) => x[0].Select(0, random.Index(3))),
        ["pad"] = new(One, (x, random) => x[0].Pad(-1, random.Index(3), 1 + random.Index(2))),
        ["gather"] = new(random => [Random(random).With(-1, 4)], (x, _) => x[0].Gather(-1, 2, 0, 2, 3)),
        ["expand"] = new(random => { Shape shape = Random(random); return [shape.With(0, 1), shape]; }, (x, _) => x[0].ExpandTo(x[1]) + x[1]),
        ["matrix product"] = new(MatrixPair, (x, _) => x[0].MatMul(x[1])),
        ["transposed product"] = new(MatrixPair, (x, _) => x[1].Transpose(1, 0).MatMul(x[0].Transpose(1, 0))),
        ["batched product"] = new(BatchedPair, (x, _) => x[0].MatMul(x[1])),
        ["convolution"] = new(Convolution, (x, random) => x[0].Convolve(x[1], x[2], 2, 1 + random.Index(3), random.Index(2))),
        ["convolution with a large kernel"] = new(random => [[2, 3 + random.Index(3), 5, 2], [18, 2]], (x, random) => x[0].Convolve(x[1], null, 3, 1 + random.Index(2), random.Index(3))),
        ["average pool"] = new(Images, (x, random) => x[0].AveragePool(2, 1 + random.Index(3))),
        ["max pool"] = new(Images, (x, random) => x[0].MaxPool(2, 1 + random.Index(3))),
        ["patch embedding"] = new(random => [[2, 4, 2 + 2 * random.Index(2), 2]], (x, random) => Layers.PatchEmbedding(x[0], "patch", 2, 3, random)),
        ["ensemble layer"] = new(random => [[random.Chance(0.5) ? 1 : 3, 1 + random.Index(3), 2]], (x, random) => Layers.EnsembleLinear(x[0], "heads", 3, 2, random)),
        ["linear"] = new(LinearLayer, (x, _) => x[0].Linear(x[1], x[2])),
        ["dropout"] = new(One, (x, random) => Layers.Dropout(x[0], x[0].Graph.Constant(Mask(x[0].Shape, random), x[0].Shape), 0.3)),
        ["squared error"] = new(BroadcastPair, (x, _) => Losses.SquaredError(x[0], x[1])),
        ["huber"] = new(BroadcastPair, (x, _) => Losses.Huber(x[0], x[1], 0.7)),
        ["VICReg variance"] = new(random => [[3 + random.Index(3), 2]], (x, _) => VicReg.Variance(x[0], margin: 3)),
        ["VICReg covariance"] = new(random => [[3 + random.Index(3), 2 + random.Index(2)]], (x, _) => VicReg.Covariance(x[0])),
        ["SIGReg"] = new(random => [[1 + random.Index(2), 3, 2], [2, 3]], (x, _) => SigReg.Statistic(x[0], x[1])),
        ["cosine distance"] = new(random => { Shape shape = Random(random).With(-1, 3); return [shape, shape]; }, (x, _) => Losses.CosineDistance(x[0], x[1]), 0.2, 2),
        ["cross entropy of classes"] = new(random => { Shape shape = Random(random).With(-1, 3); return [shape, shape]; },
            (x, _) => Losses.CrossEntropyWithLogits(x[0], x[1].Softmax())),
        ["cross entropy"] = new(BroadcastPair, (x, _) => Losses.BinaryCrossEntropyWithLogits(x[0], x[1])),
        ["reused value"] = new(One, (x, _) => x[0].Exp() * x[0] + x[0].Tanh() * x[0].Exp()),
    };

    public static IEnumerable<string> Names => Cases.Keys;

    public static TheoryData<string> Operations => [.. Cases.Keys];

    /// <summary>An operation with its gradients on shapes of a seed, and the random stream to draw inputs from.</summary>
    public static (byte[] Model, RandomStream Random) Model(string operation, ulong seed)
    {
        Case tested = Cases[operation];
        RandomStream random = RandomStream.For(seed, operation);
        Shape[] shapes = tested.Shapes(random);
        return (GradientCheck.Model(shapes, x => tested.Function(x, random), random), random);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Gradient_agrees_with_finite_differences(string operation) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(6),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => Agrees(operation, (ulong)seed)));

    private static bool Agrees(string operation, ulong seed)
    {
        Case tested = Cases[operation];
        RandomStream random = RandomStream.For(seed, operation);
        Shape[] shapes = tested.Shapes(random);
        double error = GradientCheck.WorstError(shapes, x => tested.Function(x, random), random, tested.Low, tested.High);
        return error < 1e-5 ? true : throw new InvalidOperationException($"{operation}, seed {seed}, shapes {string.Join<Shape>(" ", shapes)}: error {error:G3}");
    }

    [Fact]
    public void No_gradient_flows_through_a_stop()
    {
        double error = GradientCheck.WorstError([[3]], x => x[0] + 0 * x[0].StopGradient(), new RandomStream(1), -1, 1);
        Assert.True(error < 1e-5);

        Graph graph = new(new ParameterSet());
        Tensor input = graph.Input("x", [3]);
        Assert.Throws<InvalidOperationException>(() => Differentiation.Gradients(input.StopGradient().Sum(), [input]));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_when_the_graph_is_built()
    {
        Graph graph = new(new ParameterSet());
        Tensor a = graph.Input("a", [2, 3]);
        Tensor b = graph.Input("b", [2, 4]);
        Assert.Throws<ArgumentException>(() => a + b);
        Assert.Throws<ArgumentException>(() => a.MatMul(b));
        Assert.Throws<ArgumentException>(() => a.Reshape(7));
        Assert.Throws<ArgumentException>(() => Tensor.Concat(0, a, b));
    }

    private static Shape Random(RandomStream random)
    {
        int[] sizes = new int[1 + random.Index(3)];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = 1 + random.Index(4);
        }
        return sizes;
    }

    private static Shape[] One(RandomStream random) => [Random(random)];

    private static Shape[] BroadcastPair(RandomStream random)
    {
        Shape full = Random(random);
        int[] part = full.Sizes[random.Index(full.Rank)..].ToArray();
        for (int i = 0; i < part.Length; i++)
        {
            part[i] = random.Chance(0.4) ? 1 : part[i];
        }
        return random.Chance(0.5) ? [full, part] : [part, full];
    }

    private static Shape[] MatrixPair(RandomStream random)
    {
        int inner = 1 + random.Index(4);
        return [[1 + random.Index(4), inner], [inner, 1 + random.Index(4)]];
    }

    private static Shape[] BatchedPair(RandomStream random)
    {
        int inner = 1 + random.Index(3);
        int batch = 2 + random.Index(2);
        return [[batch, 2, inner], random.Chance(0.5) ? [inner, 3] : random.Chance(0.5) ? [1, inner, 3] : [batch, inner, 3]];
    }

    private static Shape[] LinearLayer(RandomStream random) =>
        [[.. Enumerable.Range(0, 1 + random.Index(3)).Select(_ => 1 + random.Index(3)), 4], [4, 3], [3]];

    private static Shape[] Joinable(RandomStream random) => [[2, 1 + random.Index(3), 2], [2, 1 + random.Index(3), 2], [2, 1, 2]];

    private static int[] SomeAxes(Tensor x, RandomStream random) =>
        [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => axis == 0 || random.Chance(0.5))];

    private static int[] Shuffled(int count, RandomStream random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle<int>(order);
        return order;
    }

    private static float[] Mask(Shape shape, RandomStream random) => [.. Enumerable.Range(0, shape.Count).Select(_ => random.Chance(0.7) ? 1f : 0f)];

    private static Shape[] Images(RandomStream random) => [[1 + random.Index(2), 2 + random.Index(4), 2 + random.Index(3), 1 + random.Index(2)]];

    private static Shape[] Convolution(RandomStream random)
    {
        Shape images = Images(random)[0];
        // Fewer channels than a window has values, and more.
        int outputs = 1 + random.Index(6);
        return [images, [4 * images[3], outputs], [outputs]];
    }

    private static Shape[] Queries(RandomStream random)
    {
        int keys = 1 + random.Index(4);
        return [[2, 1 + random.Index(3), 3], [2, keys, 3], [2, keys, 2]];
    }

    private static Shape[] CausalQueries(RandomStream random)
    {
        int tokens = 1 + random.Index(4);
        return [[2, 1, tokens, 3], [2, 1, tokens, 3], [2, 1, tokens, 2]];
    }
}
