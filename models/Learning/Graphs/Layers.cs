using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Learning;

/// <summary>Layers with parameters, named so that a training graph and an export graph find the same values.</summary>
public static class Layers
{
    /// <summary>x·W + b over the last axis. A gain of 0 starts the layer at its bias, as AdaLN-zero asks.</summary>
    public static Tensor Linear(Tensor x, string name, int width, RandomStream random, double gain = 1, float bias = 0)
    {
        Tensor weight = x.Graph.Parameter($"{name}.weight", [x.Shape[^1], width],
            shape => gain == 0 ? Initial.Zeros(shape) : Initial.ByFanIn(random, gain)(shape));
        return x.Linear(weight, x.Graph.Parameter($"{name}.bias", [width], shape => Initial.Filled(shape, bias)));
    }

    /// <summary>
    /// One linear layer per member of an ensemble, as one batched product: x [K, B, in] (or [1, B, in], the same for all) → [K, B, width].
    /// </summary>
    public static Tensor EnsembleLinear(Tensor x, string name, int members, int width, RandomStream random, double gain = 1)
    {
        if (x.Shape.Rank != 3 || (x.Shape[0] != members && x.Shape[0] != 1))
        {
            throw new ArgumentException($"An ensemble of {members} takes [{members}, B, in] or [1, B, in], not {x.Shape}.");
        }
        Tensor weight = x.Graph.Parameter($"{name}.weight", [members, x.Shape[2], width], Initial.ByFanIn(random, gain));
        return x.MatMul(weight) + x.Graph.Parameter($"{name}.bias", [members, 1, width], Initial.Zeros);
    }

    /// <summary>Convolution of [N, H, W, C] to <paramref name="channels"/> channels.</summary>
    public static Tensor Convolution(Tensor x, string name, int channels, int kernel, RandomStream random, int stride = 1, int padding = 0, double gain = 1)
    {
        Tensor weight = x.Graph.Parameter($"{name}.weight", [kernel * kernel * x.Shape[^1], channels], Initial.ByFanIn(random, gain));
        return x.Convolve(weight, x.Graph.Parameter($"{name}.bias", [channels], Initial.Zeros), kernel, stride, padding);
    }

    /// <summary>An image [N, H, W, C] cut into squares, each mapped to a token: [N, (H/side)·(W/side), width].</summary>
    public static Tensor PatchEmbedding(Tensor image, string name, int side, int width, RandomStream random, double gain = 1)
    {
        int rows = image.Shape[1] / side, columns = image.Shape[2] / side, channels = image.Shape[3];
        if (rows * side != image.Shape[1] || columns * side != image.Shape[2])
        {
            throw new ArgumentException($"{image.Shape} does not divide into squares of {side}.");
        }
        Tensor patches = image.Reshape(image.Shape[0], rows, side, columns, side, channels).Transpose(0, 1, 3, 2, 4, 5)
            .Reshape(image.Shape[0], rows * columns, side * side * channels);
        return Linear(patches, name, width, random, gain);
    }

    /// <summary>Layer normalisation over the last axis with a learned scale and shift.</summary>
    public static Tensor LayerNorm(Tensor x, string name, double epsilon = 1e-5) => ScaleAndShift(x.LayerNorm(epsilon), name);

    /// <summary>
    /// Multi-head self-attention of [N, T, D] (Vaswani et al., 2017). With <paramref name="causal"/> no token sees a later one.
    /// </summary>
    public static Tensor SelfAttention(Tensor x, string name, int heads, bool causal, RandomStream random)
    {
        int rows = x.Shape[0], tokens = x.Shape[1], width = x.Shape[2];
        if (width % heads != 0)
        {
            throw new ArgumentException($"{heads} heads do not divide a width of {width}.");
        }
        Tensor joined = Linear(x, $"{name}.qkv", 3 * width, random).Reshape(rows, tokens, 3, heads, width / heads).Transpose(2, 0, 3, 1, 4);
        Tensor mixed = Attention.ScaledDotProduct(joined.Select(0, 0), joined.Select(0, 1), joined.Select(0, 2), causal);
        return Linear(mixed.Transpose(0, 2, 1, 3).Reshape(rows, tokens, width), $"{name}.out", width, random);
    }

    /// <summary>
    /// Batch normalisation by the batch's own statistics, per index of the last axis: [B, F] or [N, H, W, C]. Running ones are updated for
    /// <see cref="BatchNormByRunningStatistics"/>.
    /// </summary>
    public static Tensor BatchNorm(Tensor x, string name, double momentum = 0.01, double epsilon = 1e-5)
    {
        int[] others = [.. Enumerable.Range(0, x.Shape.Rank - 1)];
        Tensor mean = x.Mean(true, others);
        Tensor centred = x - mean;
        Tensor variance = centred.Square().Mean(true, others);
        Running(x.Graph, $"{name}.mean", mean.Reshape(x.Shape[^1]), momentum, Initial.Zeros);
        Running(x.Graph, $"{name}.variance", variance.Reshape(x.Shape[^1]), momentum, Initial.Ones);
        Tensor inverse = 1 / (variance + epsilon).Sqrt();
        Tensor y = centred * inverse;
        Tensor normalised = x.Graph.WithGradient(y, [x],
            grad => [(grad - grad.Mean(true, others) - y * (grad * y).Mean(true, others)) * inverse]);
        return ScaleAndShift(normalised, name);
    }

    /// <summary>Batch normalisation by the running statistics, as at inference.</summary>
    public static Tensor BatchNormByRunningStatistics(Tensor x, string name, double epsilon = 1e-5)
    {
        Tensor mean = x.Graph.State($"{name}.mean", [x.Shape[^1]], Initial.Zeros);
        Tensor variance = x.Graph.State($"{name}.variance", [x.Shape[^1]], Initial.Ones);
        return ScaleAndShift((x - mean) / (variance + epsilon).Sqrt(), name);
    }

    /// <summary>
    /// Sets each element to 0 with chance <paramref name="rate"/> and scales the rest by 1/(1 − rate). What is dropped follows from the program's
    /// seed and the step (<see cref="Graph.RandomMask"/>).
    /// </summary>
    /// <param name="name">Of the mask, in this graph only.</param>
    public static Tensor Dropout(Tensor x, string name, double rate) => Dropout(x, x.Graph.RandomMask(name, x.Shape, 1 - rate), rate);

    /// <summary>
    /// Drops where <paramref name="mask"/> (zeros and ones) is 0 and scales the rest by 1/(1 - rate).
    /// </summary>
    public static Tensor Dropout(Tensor x, Tensor mask, double rate) => x * (mask * (1 / (1 - rate)));

    private static Tensor ScaleAndShift(Tensor x, string name) =>
        x * x.Graph.Parameter($"{name}.scale", [x.Shape[^1]], Initial.Ones) + x.Graph.Parameter($"{name}.shift", [x.Shape[^1]], Initial.Zeros);

    private static void Running(Graph graph, string name, Tensor now, double momentum, Func<Shape, float[]> initial)
    {
        Tensor state = graph.State(name, now.Shape, initial);
        graph.Update(state, state * (1 - momentum) + now.StopGradient() * momentum);
    }
}
