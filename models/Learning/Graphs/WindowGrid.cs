namespace RoboticsStack.Learning;

/// <summary>Pixels that lie in the same places of windows.</summary>
/// <param name="Pixels">Of an image, row by row.</param>
/// <param name="Places">In a window, row by row; none where the windows leave gaps.</param>
/// <param name="Windows">Pixel by pixel, for each place the window in which it lies there; beyond the edge, the index after the last window.</param>
internal sealed record PixelGroup(int[] Pixels, int[] Places, int[] Windows);

/// <summary>Which pixels lie in which of the square windows that slide over images [N, H, W, C].</summary>
internal sealed class WindowGrid
{
    private readonly int _kernel, _stride, _inputHeight, _inputWidth;

    public WindowGrid(Shape images, int kernel, int stride, int padding)
    {
        if (images.Rank != 4 || kernel < 1 || stride < 1 || padding < 0 || padding >= kernel
            || images[1] + 2 * padding < kernel || images[2] + 2 * padding < kernel)
        {
            throw new ArgumentException($"Windows of {kernel} with stride {stride} and padding {padding} do not fit images {images} [N, H, W, C].");
        }
        (_kernel, _stride, _inputHeight, _inputWidth, Padding) = (kernel, stride, images[1], images[2], padding);
        (Rows, Channels) = (images[0], images[3]);
        Height = (_inputHeight + 2 * padding - kernel) / stride + 1;
        Width = (_inputWidth + 2 * padding - kernel) / stride + 1;
    }

    public int Rows { get; }
    public int Channels { get; }
    public int Padding { get; }
    public int Height { get; }
    public int Width { get; }

    /// <summary>Windows per image.</summary>
    public int Count => Height * Width;

    /// <summary>Values in one window.</summary>
    public int WindowSize => _kernel * _kernel * Channels;

    /// <summary>Pixel of each place of each window; beyond the edge, the index after the last pixel.</summary>
    public int[] PixelOfWindow()
    {
        int[] pixels = new int[Count * _kernel * _kernel];
        int i = 0;
        foreach ((int pixel, _) in Places())
        {
            pixels[i++] = pixel >= 0 ? pixel : _inputHeight * _inputWidth;
        }
        return pixels;
    }

    /// <summary>
    /// Places (window · k² + place in it) that each pixel lies in: its first one for all pixels, then its second one, and so on; whoever has no more points to the
    /// index after the last place.
    /// </summary>
    public IReadOnlyList<int[]> WindowsOfPixel()
    {
        List<int>[] places = [.. Enumerable.Range(0, _inputHeight * _inputWidth).Select(_ => new List<int>())];
        foreach ((int pixel, int place) in Places())
        {
            if (pixel >= 0)
            {
                places[pixel].Add(place);
            }
        }
        int none = Count * _kernel * _kernel;
        return [.. Enumerable.Range(0, places.Max(list => list.Count)).Select(turn => places.Select(list => turn < list.Count ? list[turn] : none).ToArray())];
    }

    /// <summary>
    /// The pixels, those together that lie in the same places of windows: with a stride of 2 every other row and column. Stride² groups at most.
    /// </summary>
    public IReadOnlyList<PixelGroup> Groups() =>
    [
        .. Enumerable.Range(0, _inputHeight * _inputWidth)
            .GroupBy(pixel => ((pixel / _inputWidth + Padding) % _stride, (pixel % _inputWidth + Padding) % _stride))
            .Select(group => GroupOf([.. group], group.Key)),
    ];

    private PixelGroup GroupOf(int[] pixels, (int Y, int X) phase)
    {
        int[] places = [.. Enumerable.Range(0, _kernel * _kernel).Where(place => place / _kernel % _stride == phase.Y && place % _kernel % _stride == phase.X)];
        int[] windows = new int[pixels.Length * places.Length];
        for (int i = 0; i < windows.Length; i++)
        {
            (int pixel, int place) = (pixels[i / places.Length], places[i % places.Length]);
            (int y, int x) = (pixel / _inputWidth + Padding - place / _kernel, pixel % _inputWidth + Padding - place % _kernel);
            bool within = y >= 0 && x >= 0 && y / _stride < Height && x / _stride < Width;
            windows[i] = within ? y / _stride * Width + x / _stride : Count;
        }
        return new(pixels, places, windows);
    }

    /// <summary>Every place of every window in order, with its pixel, or -1 beyond the edge.</summary>
    private IEnumerable<(int Pixel, int Place)> Places()
    {
        int place = 0;
        for (int window = 0; window < Count; window++)
        {
            for (int inside = 0; inside < _kernel * _kernel; inside++)
            {
                int y = window / Width * _stride + inside / _kernel - Padding;
                int x = window % Width * _stride + inside % _kernel - Padding;
                bool within = y >= 0 && y < _inputHeight && x >= 0 && x < _inputWidth;
                yield return (within ? y * _inputWidth + x : -1, place++);
            }
        }
    }
}
