using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Kitchens.Pictures;

/// <summary>An RGB picture, and its PNG file.</summary>
public sealed class Picture(int width, int height)
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly byte[] _rgb = new byte[3 * width * height];

    public int Width => width;
    public int Height => height;

    /// <param name="colour">Linear in 0 to 1; clamped.</param>
    public void Set(int x, int y, Vec3 colour)
    {
        int i = 3 * (y * width + x);
        _rgb[i] = ToByte(colour.X);
        _rgb[i + 1] = ToByte(colour.Y);
        _rgb[i + 2] = ToByte(colour.Z);
    }

    public (byte R, byte G, byte B) Get(int x, int y)
    {
        int i = 3 * (y * width + x);
        return (_rgb[i], _rgb[i + 1], _rgb[i + 2]);
    }

    /// <summary>Writes 8-bit RGB without interlacing (PNG specification, second edition).</summary>
    public void WritePng(Stream stream)
    {
        stream.Write(Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        WriteChunk(stream, "IHDR", header);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(_rgb, 3 * y * width, 3 * width);
            }
        }
        WriteChunk(stream, "IDAT", packed.ToArray());
        WriteChunk(stream, "IEND", []);
    }

    private static void WriteChunk(Stream stream, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        stream.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, bit by bit: a picture is written once.</summary>
    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            }
        }
        return ~crc;
    }

    private static byte ToByte(double channel) => (byte)Math.Round(255 * Math.Clamp(channel, 0, 1));
}
