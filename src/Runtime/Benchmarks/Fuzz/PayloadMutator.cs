using System.Buffers.Binary;
using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Runtime.Benchmarks.Fuzz;

/// <summary>Makes broken payloads out of sound ones: bits turned, pieces cut off, doubled, moved, lengths and numbers that lie; and some of nothing but noise.</summary>
public sealed class PayloadMutator(RandomStream random)
{
    private const int MostEdits = 6;
    private const int MostNoise = 400;
    private static readonly byte[] Telling = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];
    private static readonly double[] Numbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, -double.MaxValue, double.Epsilon, -0.0, 1e9];

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _length;

    /// <summary>Valid until the next call.</summary>
    /// <param name="sound">To start from.</param>
    public ReadOnlySpan<byte> Mutate(ReadOnlySpan<byte> sound)
    {
        if (random.Chance(0.1))
        {
            Noise(random.Chance(0.02) ? _buffer.Length : random.Index(MostNoise));
            return _buffer.AsSpan(0, _length);
        }
        sound.CopyTo(_buffer);
        _length = sound.Length;
        // Now and then nothing: a sound message is part of the mix.
        int edits = random.Chance(0.02) ? 0 : 1 + random.Index(MostEdits);
        for (int i = 0; i < edits; i++)
        {
            Edit();
        }
        return _buffer.AsSpan(0, _length);
    }

    private void Noise(int length)
    {
        for (int i = 0; i < length; i++)
        {
            _buffer[i] = (byte)random.Index(256);
        }
        _length = length;
    }

    private void Edit()
    {
        if (_length == 0)
        {
            Noise(1 + random.Index(8));
            return;
        }
        int at = random.Index(_length);
        switch (random.Index(7))
        {
            case 0:
                _buffer[at] ^= (byte)(1 << random.Index(8));
                break;
            case 1:
                _buffer[at] = Telling[random.Index(Telling.Length)];
                break;
            case 2:
                _length = at;
                break;
            case 3 when _length + 8 <= _buffer.Length:
                // Eight bytes with the top bit set: a number, a length or a count that goes on and on.
                _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + 8));
                _buffer.AsSpan(at, 8).Fill((byte)(0x80 | random.Index(128)));
                _length += 8;
                break;
            case 4 when at + 8 <= _length:
                BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(at), Numbers[random.Index(Numbers.Length)]);
                break;
            case 5:
                int size = Math.Min(1 + random.Index(_length - at), _buffer.Length - _length);
                _buffer.AsSpan(at, size).CopyTo(_buffer.AsSpan(_length));
                _length += size;
                break;
            default:
                int cut = 1 + random.Index(_length - at);
                _buffer.AsSpan(at + cut, _length - at - cut).CopyTo(_buffer.AsSpan(at));
                _length -= cut;
                break;
        }
    }
}
