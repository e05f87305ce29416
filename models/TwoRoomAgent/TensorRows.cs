using RoboticsStack.Learning;

namespace RoboticsStack.TwoRoomAgent;

internal static class TensorRows
{
    /// <summary>[R, N] → [R · times, N], every row as often one after the other.</summary>
    public static Tensor RepeatRows(this Tensor rows, int times)
    {
        (int count, int width) = (rows.Shape[0], rows.Shape[1]);
        return (rows.Reshape(count, 1, width) + rows.Graph.Constant(new float[times * width], [1, times, width])).Reshape(count * times, width);
    }
}
