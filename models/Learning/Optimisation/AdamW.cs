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

        Tensor norm = Tensor.Stack(0, [.. gradients.Select(gradient => gradient.SumOfSquares())]).Sum().Sqrt();
        // All that is the same for every parameter is one number, so that each takes as few passes over its values as can be:
        // clipping goes into the moments' shares of the gradient, the bias corrections into step size and epsilon.
        Tensor clip = Tensor.Min(graph.Constant(1), options.GradientNormLimit / (norm + 1e-6));
        Tensor meanShare = clip * (1 - options.Beta1), squareShare = clip.Square() * (1 - options.Beta2);
        Tensor correction = second.Sqrt();
        Tensor stepSize = rate * first / correction, epsilon = options.Epsilon / correction;

        List<(Tensor, Tensor)> updates = [];
        for (int i = 0; i < parameters.Length; i++)
        {
            (Tensor parameter, Tensor gradient) = (parameters[i], gradients[i]);
            (double decay, double rateScale) = options.For(parameter);
            Tensor mean = graph.State(MeanPrefix + parameter.Name, parameter.Shape, Initial.Zeros);
            Tensor square = graph.State(SquarePrefix + parameter.Name, parameter.Shape, Initial.Zeros);
            Tensor nextMean = mean * options.Beta1 + gradient * meanShare;
            Tensor nextSquare = square * options.Beta2 + gradient.Square() * squareShare;
            Tensor step = nextMean / (nextSquare.Sqrt() + epsilon) * (rateScale == 1 ? stepSize : stepSize * rateScale);
            Tensor kept = decay > 0 ? parameter * (1 - rate * (decay * rateScale)) : parameter;
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
