using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

public enum ProbeTermKind
{
    /// <summary>Squared distance from the value, both ways.</summary>
    Track,

    /// <summary>Squared shortfall below the value.</summary>
    AtLeast,

    /// <summary>Squared excess above the value.</summary>
    AtMost,
}

/// <summary>
/// One wish about one probe value. An error of <see cref="Scale"/> (in the probe's own unit) costs <see cref="Importance"/>, so that
/// metres, radians and newtons can be added up.
/// </summary>
public readonly record struct ProbeTerm(int Probe, ProbeTermKind Kind, double Value, double Scale, double Importance = 1)
{
    public double Weight => Importance / (Scale * Scale);

    internal void Validate(string skill)
    {
        if ((uint)Probe >= ProbeLayout.Size || !double.IsFinite(Value) || !(Scale > 0) || !(Importance >= 0))
        {
            throw new ArgumentException($"skill {skill}: {this} needs a probe below {ProbeLayout.Size}, a finite value, a scale above 0 and an importance of at least 0");
        }
    }
}
