namespace RoboticsStack.Learning;

/// <summary>Losses. The element-wise ones are to be reduced with <see cref="Tensor.Mean()"/> or weighed first.</summary>
public static class Losses
{
    public static Tensor SquaredError(Tensor prediction, Tensor target) => (prediction - target).Square();

    /// <summary>½d² up to |d| = <paramref name="delta"/>, linear beyond (Huber, 1964).</summary>
    public static Tensor Huber(Tensor prediction, Tensor target, double delta = 1)
    {
        Tensor distance = (prediction - target).Abs();
        Tensor near = distance.Clamp(0, delta);
        return near * (distance - 0.5 * near);
    }

    /// <summary>Cross entropy of a 0/1 target under sigmoid(logit), stable for large logits.</summary>
    public static Tensor BinaryCrossEntropyWithLogits(Tensor logit, Tensor target) => logit.Softplus() - logit * target;

    /// <summary>Cross entropy of a target distribution (one-hot or soft, summing to 1) under softmax(logits), over the last axis, which goes.</summary>
    public static Tensor CrossEntropyWithLogits(Tensor logits, Tensor target) => logits.LogSumExp(false, -1) - (logits * target).Sum(false, -1);

    /// <summary>1 − cosine of the angle between two tensors along the last axis, which goes.</summary>
    public static Tensor CosineDistance(Tensor a, Tensor b, double epsilon = 1e-8) =>
        1 - (a * b).Sum(false, -1) / ((a.Square().Sum(false, -1) + epsilon) * (b.Square().Sum(false, -1) + epsilon)).Sqrt();
}
