namespace RoboticsStack.Learning;

/// <summary>Softmax attention.</summary>
public static class Attention
{
    /// <summary>Low enough for a weight of zero, high enough never to make NaN of a difference.</summary>
    private const float Unseen = -1e9f;

    /// <summary>softmax(Q·Kᵀ/√d)·V over the last two axes, leading ones alike: q [.., T, d], k [.., S, d], v [.., S, e] → [.., T, e].</summary>
    /// <param name="causal">Token t sees only tokens up to t (T = S).</param>
    public static Tensor ScaledDotProduct(Tensor q, Tensor k, Tensor v, bool causal)
    {
        int queries = q.Shape[^2], keys = k.Shape[^2];
        // The smaller operand takes the scale, before the product makes T × S of it.
        Tensor scores = (q * (1 / Math.Sqrt(q.Shape[^1]))).MatMul(k.TransposeLast());
        if (causal)
        {
            if (queries != keys)
            {
                throw new ArgumentException($"Causal attention needs as many queries as keys, not {queries} and {keys}.");
            }
            float[] mask = new float[queries * keys];
            for (int i = 0; i < mask.Length; i++)
            {
                mask[i] = i % keys > i / keys ? Unseen : 0;
            }
            scores += q.Graph.Constant(mask, [queries, keys]);
        }
        return scores.Softmax().MatMul(v);
    }
}
