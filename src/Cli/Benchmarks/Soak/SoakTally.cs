using RoboticsStack.Control.Robot;
using RoboticsStack.Safety;

namespace RoboticsStack.Cli.Benchmarks.Soak;

/// <summary>What a gate did over hours: how long in which mode, which functions set in, and how far it had the robot move.</summary>
public sealed class SoakTally(double cycleSec)
{
    private const double MovingRadPerSec = 0.01;
    private const double MovingMPerSec = 0.005;

    private readonly long[] _cycles = new long[Enum.GetValues<GateMode>().Length];
    private readonly long[] _interventions = new long[Enum.GetValues<GateFunction>().Length];
    private long _moving;

    /// <summary>Way that was commanded: of the base, m; of the lift, m; of all joints together, rad.</summary>
    public double BaseM { get; private set; }
    public double LiftM { get; private set; }
    public double ArmRad { get; private set; }

    public long Cycles => _cycles.Sum();

    /// <summary>Share of all cycles in which something was commanded to move.</summary>
    public double MovingShare => (double)_moving / Cycles;

    public double Share(GateMode mode) => (double)_cycles[(int)mode] / Cycles;

    public IEnumerable<(GateFunction Function, long Count)> Interventions =>
        Enum.GetValues<GateFunction>().Select(function => (function, _interventions[(int)function])).Where(count => count.Item2 > 0);

    internal void Note(in GatedCommand command)
    {
        _cycles[(int)command.Mode]++;
        if (!command.IsPowered)
        {
            return;
        }
        double joints = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            joints += Math.Abs(command.VelocityRadPerSec[i]);
        }
        double speed = Math.Sqrt(command.BaseVxMPerSec * command.BaseVxMPerSec + command.BaseVyMPerSec * command.BaseVyMPerSec);
        double lift = Math.Abs(command.LiftVelocityMPerSec);
        (BaseM, LiftM, ArmRad) = (BaseM + speed * cycleSec, LiftM + lift * cycleSec, ArmRad + joints * cycleSec);
        _moving += joints > MovingRadPerSec || speed > MovingMPerSec || lift > MovingMPerSec ? 1 : 0;
    }

    internal void Note(in GateIntervention intervention) => _interventions[(int)intervention.Function]++;
}
