using System.Runtime.InteropServices;
using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Learning;

/// <summary>An input that is drawn anew every step: ones with chance <paramref name="Keep"/>, else zeros.</summary>
internal sealed record RandomMask(string Name, double Keep)
{
    private const int Levels = 256;

    /// <summary>The same seed and step give the same mask. Eight elements per random number, so the chance is to 1/256.</summary>
    public void Fill(Span<float> mask, ulong seed, long step)
    {
        RandomStream random = RandomStream.For(seed ^ (ulong)step * 0xD1B54A32D192ED03, Name);
        int threshold = (int)Math.Round(Keep * Levels);
        Span<ulong> bits = stackalloc ulong[1];
        Span<byte> bytes = MemoryMarshal.AsBytes(bits);
        for (int i = 0; i < mask.Length; i++)
        {
            if (i % bytes.Length == 0)
            {
                bits[0] = random.NextUInt64();
            }
            mask[i] = bytes[i % bytes.Length] < threshold ? 1 : 0;
        }
    }
}
