using System.Runtime.CompilerServices;

namespace RoboticsStack.Control.Robot;

/// <summary>One number per arm joint, base to wrist; a value type, so that measurements and commands need no arrays.</summary>
[InlineArray(Length)]
public struct JointVector
{
    public const int Length = 7;

    private double _first;

    public static JointVector From(ReadOnlySpan<double> values)
    {
        if (values.Length != Length)
        {
            throw new ArgumentException($"An arm has {Length} joints; got {values.Length} values.", nameof(values));
        }
        JointVector vector = default;
        values.CopyTo(vector);
        return vector;
    }

    public readonly bool IsFinite
    {
        get
        {
            foreach (double value in this)
            {
                if (!double.IsFinite(value))
                {
                    return false;
                }
            }
            return true;
        }
    }
}
