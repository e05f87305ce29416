using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace RoboticsStack.Recording.Report;

/// <summary>
/// A page's data in little room: one JSON object and the arrays of numbers it refers to, deflated and in base64. Numbers are rounded to a step,
/// stored as differences and as few bytes as each needs; <c>pack.js</c> undoes it in the browser.
/// </summary>
public sealed class PagePack
{
    private readonly MemoryStream _numbers = new();

    /// <param name="values">Rounded to the nearest multiple of <paramref name="step"/>; what is not finite becomes 0.</param>
    /// <param name="step">Above 0.</param>
    /// <param name="stride">Each value is stored as the difference from the one this many before: the length of a row of like things.</param>
    /// <returns>What stands for the array in the JSON object.</returns>
    public object Add(IReadOnlyList<float> values, double step, int stride = 1)
    {
        long[] rounded = new long[values.Count];
        for (int i = 0; i < rounded.Length; i++)
        {
            rounded[i] = float.IsFinite(values[i]) ? (long)Math.Round(values[i] / step) : 0;
        }
        return Add(rounded, step, stride);
    }

    public object Add(IReadOnlyList<int> values, int stride = 1) => Add([.. values.Select(value => (long)value)], 1, stride);

    public object Add(IReadOnlyList<byte> values, int stride = 1) => Add([.. values.Select(value => (long)value)], 1, stride);

    /// <summary>The whole as text; the object's arrays are what <see cref="Add(IReadOnlyList{float}, double, int)"/> returned.</summary>
    public string Finish(object json)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(json, SceneExport.Options);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        using MemoryStream packed = new();
        using (ZLibStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(length);
            deflate.Write(text);
            _numbers.WriteTo(deflate);
        }
        return Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    private object Add(long[] values, double step, int stride)
    {
        long at = _numbers.Position;
        for (int i = 0; i < values.Length; i++)
        {
            long difference = values[i] - (i >= stride ? values[i - stride] : 0);
            ulong left = (ulong)(difference << 1 ^ difference >> 63);
            while (left >= 0x80)
            {
                _numbers.WriteByte((byte)(left | 0x80));
                left >>= 7;
            }
            _numbers.WriteByte((byte)left);
        }
        return new { at, count = values.Length, step, stride };
    }
}
