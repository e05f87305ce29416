namespace RoboticsStack.Learning;

/// <summary>
/// Convolution and pooling of images [N, H, W, C]. Channels come last, so that a window is a few contiguous pieces and a convolution one matrix product.
/// </summary>
public sealed partial class Tensor
{
    /// <summary>
    /// Cross-correlation with <paramref name="weight"/> [k·k·C, M] (window row by row, channels innermost): [N, H, W, C] → [N, H', W', M].
    /// </summary>
    public Tensor Convolve(Tensor weight, Tensor? bias, int kernel, int stride = 1, int padding = 0)
    {
        WindowGrid grid = new(Shape, kernel, stride, padding);
        if (weight.Shape.Rank != 2 || weight.Shape[0] != grid.WindowSize)
        {
            throw new ArgumentException($"Windows of {kernel} × {kernel} over {Shape} need a weight of [{grid.WindowSize}, M], not {weight.Shape}.");
        }
        int outputs = weight.Shape[1];
        Tensor columns = Columns(grid).Reshape(grid.Rows * grid.Count, grid.WindowSize);
        Tensor product = columns.Linear(weight, bias);
        Tensor value = Graph.WithGradient(product, bias is null ? [this, weight] : [this, weight, bias], grad =>
        {
            Tensor forInput = ForImages(grad.Reshape(grid.Rows, grid.Count, outputs).WithZeroRow(), weight.Reshape(kernel * kernel, grid.Channels, outputs), grid);
            // In parts that fit the caches; one product over all windows at once would run through memory. The narrower matrix is the one turned over.
            int parts = Parts(grid.Rows, grid.Count), windows = grid.Rows / parts * grid.Count;
            Tensor inWindows = columns.Reshape(parts, windows, grid.WindowSize), reached = grad.Reshape(parts, windows, outputs);
            Tensor forWeight = grid.WindowSize <= outputs
                ? inWindows.TransposeLast().MatMul(reached).Sum(false, 0)
                : reached.TransposeLast().MatMul(inWindows).Sum(false, 0).TransposeLast();
            return bias is null ? [forInput, forWeight] : [forInput, forWeight, grad.SumTo(bias.Shape)];
        });
        return value.Reshape(grid.Rows, grid.Height, grid.Width, outputs);
    }

    /// <summary>
    /// What reaches the pixels of what reached the windows: for each group of pixels that lie in the same places, one product with the weights of those places. Summing over the
    /// windows this way, inside the product, costs fewer passes through memory than spreading each window over its pixels.
    /// </summary>
    /// <param name="windows">Gradients [N, windows + 1, M], the last of zeros.</param>
    /// <param name="weight">[k·k, C, M].</param>
    /// <param name="grid">Of the convolution.</param>
    private Tensor ForImages(Tensor windows, Tensor weight, WindowGrid grid)
    {
        int outputs = windows.Shape[2];
        IReadOnlyList<PixelGroup> groups = grid.Groups();
        Tensor[] parts = [.. groups.Select(group => group.Places.Length == 0
            ? Graph.Constant(new float[grid.Rows * group.Pixels.Length * grid.Channels], [grid.Rows, group.Pixels.Length, grid.Channels])
            : Product(group))];
        if (parts is [Tensor all])
        {
            return all.Reshape(Shape);
        }
        int[] pixels = [.. groups.SelectMany(group => group.Pixels)];
        int[] inOrder = [.. Enumerable.Range(0, pixels.Length).OrderBy(at => pixels[at])];
        return Concat(1, parts).Rows(inOrder).Reshape(Shape);

        Tensor Product(PixelGroup group)
        {
            int inner = group.Places.Length * outputs;
            Tensor reached = windows.Rows(group.Windows).Reshape(grid.Rows * group.Pixels.Length, inner);
            Tensor byPlace = weight.Gather(0, group.Places).Transpose(0, 2, 1).Reshape(inner, grid.Channels);
            return reached.MatMul(byPlace).Reshape(grid.Rows, group.Pixels.Length, grid.Channels);
        }
    }

    /// <summary>Mean over windows of [N, H, W, C].</summary>
    public Tensor AveragePool(int kernel, int stride) => Windows(kernel, stride).Mean(false, 3);

    /// <summary>Largest value over windows of [N, H, W, C], channel by channel.</summary>
    public Tensor MaxPool(int kernel, int stride) => Windows(kernel, stride).Max(false, 3);

    /// <summary>Every window of [N, H, W, C]: [N, H', W', k·k, C].</summary>
    private Tensor Windows(int kernel, int stride)
    {
        WindowGrid grid = new(Shape, kernel, stride, 0);
        Tensor columns = Graph.WithGradient(Columns(grid), [this], grad => [Folded(grad.WithZeroRow(), grid)]);
        return columns.Reshape(grid.Rows, grid.Height, grid.Width, kernel * kernel, grid.Channels);
    }

    /// <summary>In how many parts to sum over the windows of a batch of images: whole images, and a thousand windows or so in each.</summary>
    private static int Parts(int images, int windows) =>
        Enumerable.Range(1, images).Last(parts => images % parts == 0 && (parts == 1 || images / parts * windows >= 1000));

    /// <summary>Windows as rows: [N, H'·W'·k·k, C].</summary>
    private Tensor Columns(WindowGrid grid)
    {
        Tensor pixels = Reshape(grid.Rows, Shape[1] * Shape[2], grid.Channels);
        return (grid.Padding == 0 ? pixels : pixels.WithZeroRow()).Rows(grid.PixelOfWindow());
    }

    /// <summary>
    /// The transpose of <see cref="Columns"/>: every pixel sums what the windows it lies in hold for it. Gathered, since scattering is serial.
    /// </summary>
    /// <param name="columns">Windows as rows with zeros after them.</param>
    private Tensor Folded(Tensor columns, WindowGrid grid) =>
        grid.WindowsOfPixel().Select(columns.Rows).Aggregate((sum, part) => sum + part).Reshape(Shape);

    private Tensor Rows(int[] indices) =>
        Graph.Add("Gather", Shape.With(1, indices.Length), [this, Graph.Integers(Longs(indices))], null, null, new NodeAttribute("axis", Integer: 1));

    private Tensor WithZeroRow() => Concat(1, this, Graph.Constant(new float[Shape[0] * Shape[2]], [Shape[0], 1, Shape[2]]));
}
