using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Safety;

namespace RoboticsStack.Cli.Benchmarks.Soak;

/// <summary>A robot whose samples now and then say what is not so: one of their numbers, whichever, for up to a fifth of a second, or all of them stand still.</summary>
internal sealed class HostileSensors(IRobotHardware robot, RandomStream random) : IRobotHardware
{
    private const int LongestCycles = 100;

    /// <summary>Every number of a sample has eight bytes.</summary>
    private static readonly int Words = Unsafe.SizeOf<RobotMeasurement>() / sizeof(ulong);

    private static readonly double[] Extremes = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e12, -1e12, double.MaxValue, double.Epsilon];

    private Falsehood _kind;
    private int _word;
    private double _size;
    private int _bit;
    private int _cyclesLeft;

    /// <summary>Numbers of a sample that have been falsified so far, of how many there are.</summary>
    public (int Falsified, int All) Coverage => (_falsified.Count(one => one), Words);

    private readonly bool[] _falsified = new bool[Words];

    private enum Falsehood
    {
        Frozen,
        Offset,
        Extreme,
        FlippedBit,
        Zero,
    }

    public void Lie()
    {
        (_kind, _word, _bit) = ((Falsehood)random.Index(5), random.Index(Words), random.Index(64));
        _size = _kind == Falsehood.Extreme ? random.Pick(Extremes) : random.Gaussian(0, random.Pick([0.01, 1, 100]));
        _cyclesLeft = 1 + random.Index(LongestCycles);
    }

    public void Read(ref RobotMeasurement measurement)
    {
        if (_cyclesLeft > 0 && _kind == Falsehood.Frozen)
        {
            _cyclesLeft--;
            return;
        }
        robot.Read(ref measurement);
        if (_cyclesLeft == 0)
        {
            return;
        }
        _cyclesLeft--;
        _falsified[_word] = true;
        ref ulong word = ref MemoryMarshal.Cast<RobotMeasurement, ulong>(new Span<RobotMeasurement>(ref measurement))[_word];
        word = _kind switch
        {
            Falsehood.Offset => BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(word) + _size),
            Falsehood.Extreme => BitConverter.DoubleToUInt64Bits(_size),
            Falsehood.FlippedBit => word ^ (1ul << _bit),
            _ => 0,
        };
    }

    public void Write(in GatedCommand command) => robot.Write(command);
}
