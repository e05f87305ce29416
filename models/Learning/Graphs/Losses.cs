namespace RoboticsStack.Learning;

/// <summary>Element-wise losses; reduce them with <see cref="Tensor.Mean()"/> or weigh them first.</summary>
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
}
