namespace RoboticsStack.Learning;

/// <summary>The optimiser as part of the graph: new values of parameters and moments, all as state updates.</summary>
internal static class AdamW
{
    public const string AveragePrefix = "average/";
    private const string MeanPrefix = "adam.mean/";
    private const string SquarePrefix = "adam.square/";

    public const string LearningRate = "learningRate";
    public const string FirstCorrection = "firstCorrection";
    public const string SecondCorrection = "secondCorrection";
    public const string Averaging = "averaging";

    public static bool IsOptimiserState(string name) =>
        name.StartsWith(MeanPrefix, StringComparison.Ordinal) || name.StartsWith(SquarePrefix, StringComparison.Ordinal);

    /// <returns>Every persistent tensor with its next value, and the gradient's norm before clipping.</returns>
    public static (IReadOnlyList<(Tensor State, Tensor Next)> Updates, Tensor GradientNorm) Build(Tensor loss, AdamWOptions options)
    {
        options.Validate();
        Graph graph = loss.Graph;
        Tensor[] parameters = [.. graph.UsedParameters.Where(parameter => parameter.Stored!.Trained)];
        IReadOnlyList<Tensor> gradients = Differentiation.Gradients(loss, parameters);

        Tensor rate = graph.Input(LearningRate, Shape.Scalar);
        Tensor first = graph.Input(FirstCorrection, Shape.Scalar);
        Tensor second = graph.Input(SecondCorrection, Shape.Scalar);
        Tensor? averaging = options.AverageDecay > 0 ? graph.Input(Averaging, Shape.Scalar) : null;

        Tensor norm = gradients.Select(gradient => gradient.SumOfSquares()).Aggregate((a, b) => a + b).Sqrt();
        Tensor clip = Tensor.Min(graph.Constant(1), options.GradientNormLimit / (norm + 1e-6));
        Tensor stepSize = rate * first;

        List<(Tensor, Tensor)> updates = [];
        for (int i = 0; i < parameters.Length; i++)
        {
            Tensor parameter = parameters[i];
            Tensor gradient = gradients[i] * clip;
            Tensor mean = graph.State(MeanPrefix + parameter.Name, parameter.Shape, Initial.Zeros);
            Tensor square = graph.State(SquarePrefix + parameter.Name, parameter.Shape, Initial.Zeros);
            Tensor nextMean = mean * options.Beta1 + gradient * (1 - options.Beta1);
            Tensor nextSquare = square * options.Beta2 + gradient.Square() * (1 - options.Beta2);
            Tensor step = nextMean * stepSize / ((nextSquare * second).Sqrt() + options.Epsilon);
            Tensor kept = parameter.Shape.Rank >= 2 && options.WeightDecay > 0 ? parameter * (1 - rate * options.WeightDecay) : parameter;
            Tensor next = kept - step;
            updates.Add((parameter, next));
            updates.Add((mean, nextMean));
            updates.Add((square, nextSquare));
            if (averaging is not null)
            {
                Tensor average = graph.State(AveragePrefix + parameter.Name, parameter.Shape, _ => [.. parameter.Stored!.Values]);
                updates.Add((average, average + (next - average) * averaging));
            }
        }
        return ([.. updates, .. graph.Updates], norm);
    }
}
