using Microsoft.ML.OnnxRuntime;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Learning.Tests.Gradients;

/// <summary>Compares gradients with central differences, in double precision.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-5;

    /// <summary>A function of inputs x0, x1, …, projected to a scalar "value", with the gradients g0, g1, …, as a model.</summary>
    public static byte[] Model(IReadOnlyList<Shape> shapes, Func<IReadOnlyList<Tensor>, Tensor> function, RandomStream random)
    {
        Graph graph = new(new ParameterSet(), ElementType.Float64);
        Tensor[] inputs = [.. shapes.Select((shape, i) => graph.Input($"x{i}", shape))];
        Tensor result = function(inputs);
        // A random projection to a scalar: every element of the result counts, each differently.
        float[] weights = new float[result.Shape.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)random.Uniform(-1, 1);
        }
        Tensor scalar = (result * graph.Constant(weights, result.Shape)).Sum();
        IReadOnlyList<Tensor> gradients = Differentiation.Gradients(scalar, inputs);
        for (int i = 0; i < inputs.Length; i++)
        {
            Assert.Equal(inputs[i].Shape, gradients[i].Shape);
        }
        return OnnxModel.ForInference(graph, [("value", scalar), .. gradients.Select((gradient, i) => ($"g{i}", gradient))]);
    }

    /// <summary>Largest error relative to the size of the gradient, over all inputs.</summary>
    public static double WorstError(IReadOnlyList<Shape> shapes, Func<IReadOnlyList<Tensor>, Tensor> function, RandomStream random, double low, double high)
    {
        byte[] model = Model(shapes, function, random);
        using SessionOptions options = new() { IntraOpNumThreads = 1 };
        using InferenceSession session = new(model, options);
        double[][] at = [.. shapes.Select(shape => Enumerable.Range(0, shape.Count).Select(_ => random.Uniform(low, high)).ToArray())];

        double[][] analytic = Run(session, shapes, at, gradients: true);
        double worst = 0;
        for (int i = 0; i < at.Length; i++)
        {
            double scale = Math.Max(1e-2, analytic[i + 1].Max(Math.Abs));
            for (int k = 0; k < at[i].Length; k++)
            {
                double centre = at[i][k];
                at[i][k] = centre + Step;
                double above = Run(session, shapes, at, gradients: false)[0][0];
                at[i][k] = centre - Step;
                double below = Run(session, shapes, at, gradients: false)[0][0];
                at[i][k] = centre;
                worst = Math.Max(worst, Math.Abs((above - below) / (2 * Step) - analytic[i + 1][k]) / scale);
            }
        }
        return worst;
    }

    private static double[][] Run(InferenceSession session, IReadOnlyList<Shape> shapes, double[][] at, bool gradients)
    {
        Dictionary<string, OrtValue> inputs = [];
        for (int i = 0; i < at.Length; i++)
        {
            if (session.InputMetadata.ContainsKey($"x{i}"))
            {
                inputs[$"x{i}"] = OrtValue.CreateTensorValueFromMemory(at[i], shapes[i].ToLongs());
            }
        }
        string[] names = gradients ? [.. session.OutputNames] : ["value"];
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, inputs, names);
        double[][] values = [.. outputs.Select(output => output.GetTensorDataAsSpan<double>().ToArray())];
        foreach (OrtValue input in inputs.Values)
        {
            input.Dispose();
        }
        return values;
    }
}
