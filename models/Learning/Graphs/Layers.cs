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
    /// Batch normalisation of [B, F] by the batch's own statistics; running ones are updated for <see cref="BatchNormByRunningStatistics"/>.
    /// </summary>
    public static Tensor BatchNorm(Tensor x, string name, double momentum = 0.01, double epsilon = 1e-5)
    {
        int width = x.Shape[^1];
        Tensor mean = x.Mean(true, 0);
        Tensor centred = x - mean;
        Tensor variance = centred.Square().Mean(true, 0);
        Running(x.Graph, $"{name}.mean", mean.Reshape(width), momentum, Initial.Zeros);
        Running(x.Graph, $"{name}.variance", variance.Reshape(width), momentum, Initial.Ones);
        (Tensor scale, Tensor shift) = ScaleAndShift(x.Graph, name, width);
        return centred / (variance + epsilon).Sqrt() * scale + shift;
    }

    /// <summary>Batch normalisation by the running statistics, as at inference.</summary>
    public static Tensor BatchNormByRunningStatistics(Tensor x, string name, double epsilon = 1e-5)
    {
        int width = x.Shape[^1];
        Tensor mean = x.Graph.State($"{name}.mean", [width], Initial.Zeros);
        Tensor variance = x.Graph.State($"{name}.variance", [width], Initial.Ones);
        (Tensor scale, Tensor shift) = ScaleAndShift(x.Graph, name, width);
        return (x - mean) / (variance + epsilon).Sqrt() * scale + shift;
    }

    /// <summary>
    /// Drops where <paramref name="mask"/> (an input of zeros and ones) is 0 and scales the rest by 1/(1 - rate).
    /// </summary>
    public static Tensor Dropout(Tensor x, Tensor mask, double rate) => x * (mask * (1 / (1 - rate)));

    private static (Tensor Scale, Tensor Shift) ScaleAndShift(Graph graph, string name, int width) =>
        (graph.Parameter($"{name}.scale", [width], Initial.Ones), graph.Parameter($"{name}.shift", [width], Initial.Zeros));

    private static void Running(Graph graph, string name, Tensor now, double momentum, Func<Shape, float[]> initial)
    {
        Tensor state = graph.State(name, now.Shape, initial);
        graph.Update(state, state * (1 - momentum) + now.StopGradient() * momentum);
    }
}
