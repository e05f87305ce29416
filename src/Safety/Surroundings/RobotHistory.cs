using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>Where the robot was at an instant, as it measured itself.</summary>
public readonly record struct RobotMoment(JointVector PositionRad, double LiftM, double GripperWidthM, Pose2 BaseInOdometry, bool HoldsSomething);

/// <summary>
/// The last second of the robot's own motion. The control loop, or before there is one who reads the hardware, writes; one other thread reads instants that are at least a cycle old: what it reads is
/// overwritten long after.
/// </summary>
public sealed class RobotHistory
{
    private const int Capacity = 1024;

    /// <summary>Pads that are both pressed harder than this hold something, N.</summary>
    private const double HoldForceN = 0.5;

    /// <summary>How far a sample's stamp may lie ahead: one that lied by more would keep out all that follow, for as long as it lies ahead.</summary>
    private const double MostAheadSec = 0.05;

    /// <summary>Farther from where it was switched on no robot drives, and longer none of its own axes is: maps in cells of centimetres count them in 32 bits.</summary>
    private const double FarthestM = 1e5, LongestM = 10;

    private readonly Timestamp[] _stamps = new Timestamp[Capacity];
    private readonly RobotMoment[] _moments = new RobotMoment[Capacity];
    private long _written;

    /// <summary>A sample that is not finite, not newer than the one before, of the future, or that has the robot where none can be is left out.</summary>
    public void Append(in RobotMeasurement measurement, Timestamp now)
    {
        bool isNew = _written == 0 || measurement.Stamp > _stamps[(_written - 1) % Capacity];
        if (!measurement.IsFinite || !isNew || measurement.Stamp.SecondsSince(now) > MostAheadSec || !IsWhereARobotCanBe(measurement))
        {
            return;
        }
        int at = (int)(_written % Capacity);
        _stamps[at] = measurement.Stamp;
        _moments[at] = new(measurement.PositionRad, measurement.LiftM, measurement.GripperWidthM, measurement.BaseOdometry, Holds(measurement));
        Volatile.Write(ref _written, _written + 1);
    }

    /// <summary>Where the robot was at <paramref name="time"/>; false if that was not seen, or is long past.</summary>
    public bool TryFind(Timestamp time, out RobotMoment moment)
    {
        long written = Volatile.Read(ref _written);
        long oldest = Math.Max(0, written - Capacity / 2);
        moment = default;
        for (long n = written - 1; n >= oldest; n--)
        {
            int at = (int)(n % Capacity);
            if (_stamps[at] <= time)
            {
                moment = _moments[at];
                return n < written - 1 || time.SecondsSince(_stamps[at]) < 0.01;
            }
        }
        return false;
    }

    private static bool IsWhereARobotCanBe(in RobotMeasurement measurement) =>
        Math.Max(Math.Abs(measurement.BaseOdometry.X), Math.Abs(measurement.BaseOdometry.Y)) <= FarthestM
        && Math.Max(Math.Abs(measurement.LiftM), Math.Abs(measurement.GripperWidthM)) <= LongestM;

    internal static bool Holds(in RobotMeasurement measurement) => Math.Min(measurement.LeftPadForceN, measurement.RightPadForceN) > HoldForceN;
}
