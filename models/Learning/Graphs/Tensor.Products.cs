namespace RoboticsStack.Learning;

/// <summary>Matrix products.</summary>
public sealed partial class Tensor
{
    /// <summary>
    /// Matrix product over the last two axes; leading axes broadcast. Two plain matrices go through Gemm, whose transposed forms serve the gradient.
    /// </summary>
    public Tensor MatMul(Tensor other)
    {
        if (Shape.Rank == 2 && other.Shape.Rank == 2)
        {
            return Gemm(this, other, null, false, false);
        }
        if (Shape.Rank < 2 || other.Shape.Rank < 2 || Shape[^1] != other.Shape[^2])
        {
            throw new ArgumentException($"No matrix product of {Shape} and {other.Shape}.");
        }
        Shape leading = Shape.Broadcast(new(Shape.Sizes[..^2]), new(other.Shape.Sizes[..^2]));
        Shape shape = new([.. leading.Sizes, Shape[^2], other.Shape[^1]]);
        return Graph.Add("MatMul", shape, [this, other], grad =>
        [
            grad.MatMul(other.TransposeLast()).SumTo(Shape),
            TransposeLast().MatMul(grad).SumTo(other.Shape),
        ]);
    }

    /// <summary>x·W + b over the last axis: x [.., in], W [in, out], b [out].</summary>
    public Tensor Linear(Tensor weight, Tensor? bias)
    {
        if (Shape.Rank == 2)
        {
            return Gemm(this, weight, bias, false, false);
        }
        Shape flat = [Shape.IsStatic ? Shape.Count / Shape[^1] : Shape.Dynamic, Shape[^1]];
        return Gemm(Reshape(flat), weight, bias, false, false).Reshape(Shape.With(-1, weight.Shape[1]));
    }

    private static Tensor Gemm(Tensor a, Tensor b, Tensor? bias, bool transposeA, bool transposeB)
    {
        int rows = a.Shape[transposeA ? 1 : 0];
        int inner = a.Shape[transposeA ? 0 : 1];
        int columns = b.Shape[transposeB ? 0 : 1];
        if (inner != b.Shape[transposeB ? 1 : 0])
        {
            throw new ArgumentException($"No matrix product of {a.Shape} and {b.Shape}.");
        }
        Tensor[] inputs = bias is null ? [a, b] : [a, b, bias];
        return a.Graph.Add("Gemm", [rows, columns], inputs, grad =>
        {
            Tensor forA = transposeA ? Gemm(b, grad, null, transposeB, true) : Gemm(grad, b, null, false, !transposeB);
            Tensor forB = transposeB ? Gemm(grad, a, null, true, transposeA) : Gemm(a, grad, null, !transposeA, false);
            return bias is null ? [forA, forB] : [forA, forB, grad.SumTo(bias.Shape)];
        }, null, new NodeAttribute("transA", Integer: transposeA ? 1 : 0), new NodeAttribute("transB", Integer: transposeB ? 1 : 0));
    }
}
