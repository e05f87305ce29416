using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Plant;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults;

/// <summary>
/// Holds true motion to its promises. A fault in the drives themselves is no excuse for the gate: such motion is judged by how soon the gate noticed it
/// and how soon the power was off (see <see cref="Promise.DisobedienceTime"/>), and by the speed up to which things spring. Nor is the robot blamed for what
/// it is pushed to (see <see cref="PushJudge"/>).
/// </summary>
internal sealed class MotionJudge(RobotDescription robot, SimulatedKitchen plant, PushJudge pushes, PromiseSheet sheet)
{
    /// <summary>Slower than this nothing moves.</summary>
    public const double RestRadPerSec = 0.03, RestMPerSec = 0.01;

    private const int N = JointVector.Length;

    /// <summary>So long after a touch or a push the robot may still be springing back.</summary>
    private const double SpringBackSec = 0.3;

    /// <summary>So long after the drives work again what went wrong before may still show.</summary>
    private const double AftermathSec = 0.5;

    /// <summary>From here on a drive measurably does not do as it is told. A share of the gate's own limits would never show: it stops at them at once.</summary>
    private const double JointStrayRad = 0.06, BaseStrayMPerSec = 0.1;

    private readonly double[] _torque = new double[N];
    private double _touched = double.NegativeInfinity, _deaf = double.NegativeInfinity;
    private bool _hasTorque;
    private double _strayedSince = double.NaN;
    private GatedCommand _command;

    /// <summary>Nothing truly moves.</summary>
    public bool Rests => ArmRests && BaseRests;

    /// <summary>Arm and lift.</summary>
    public bool ArmRests { get; private set; }
    public bool BaseRests { get; private set; }

    public bool TouchedSince(double sec) => _touched > sec - SpringBackSec;

    /// <summary>The drives do not do as they are told, or have not long begun to again.</summary>
    public bool IsDeaf => plant.Now.Seconds - _deaf < AftermathSec;

    public void NoteTouch() => _touched = plant.Now.Seconds;

    public void NoteDeafDrives() => _deaf = plant.Now.Seconds;

    public void OnCommand(in GatedCommand command) => _command = command;

    public void Step()
    {
        double now = plant.Now.Seconds;
        Twist gripper = plant.World.GetVelocity(plant.TrueRobot.Gripper), armBase = plant.World.GetVelocity(plant.TrueRobot.ArmBase);
        Vec3 lever = plant.World.GetPose(plant.TrueRobot.Gripper).Position - plant.World.GetPose(plant.TrueRobot.ArmBase).Position;
        double relative = (gripper.Linear - armBase.Linear - armBase.Angular.Cross(lever)).Length;
        (double vx, double vy, double yawRate) = plant.TrueRobot.GetBaseVelocity();
        double baseSpeed = Math.Sqrt(vx * vx + vy * vy);
        double fastest = 0;
        for (int i = 0; i < N; i++)
        {
            double speed = Math.Abs(plant.TrueRobot.GetArmVelocity(i));
            fastest = Math.Max(fastest, speed);
            sheet.Note(Promise.TrueJointVelocity, pushes.CarriesJoint(i) ? 0 : speed / robot.Arm.MaxVelocity[i], now);
        }
        bool isSpringing = TouchedSince(now);
        double overFloor = pushes.CarriesBase ? relative : gripper.Linear.Length;
        sheet.Note(Promise.GripperSpeedUnasked, (isSpringing || IsDeaf) && !pushes.CarriesArm ? overFloor : 0, now);
        sheet.Note(Promise.TrueGripperSpeed, isSpringing || IsDeaf ? 0 : relative, now);
        sheet.Note(Promise.TrueBaseSpeed, pushes.CarriesBase ? 0 : baseSpeed, now);
        NoteTorque(isSpringing, now);
        ArmRests = fastest < RestRadPerSec && Math.Abs(plant.TrueRobot.LiftVelocityMPerSec) < RestMPerSec;
        BaseRests = baseSpeed < RestMPerSec && Math.Abs(yawRate) < RestRadPerSec;
        NoteDisobedience(vx, vy, now);
    }

    private void NoteTorque(bool isSpringing, double now)
    {
        bool moves = _command.IsPowered && _command.Mode != GateMode.Engaging && !isSpringing && !IsDeaf;
        for (int i = 0; i < N; i++)
        {
            double torque = plant.TrueRobot.GetArmTorque(i);
            sheet.Note(Promise.TorqueRate, moves && _hasTorque ? Math.Abs(torque - _torque[i]) / plant.StepSec : 0, now);
            _torque[i] = torque;
        }
        _hasTorque = moves;
    }

    private void NoteDisobedience(double vx, double vy, double now)
    {
        double error = 0;
        for (int i = 0; i < N; i++)
        {
            error = Math.Max(error, Math.Abs(_command.PositionRad[i] - plant.TrueRobot.GetArmPosition(i)));
        }
        double drift = Math.Sqrt(Math.Pow(vx - _command.BaseVxMPerSec, 2) + Math.Pow(vy - _command.BaseVyMPerSec, 2));
        bool strays = IsDeaf && _command.IsPowered && _command.Mode is GateMode.Active or GateMode.Hold
            && (error > JointStrayRad || drift > BaseStrayMPerSec);
        _strayedSince = !strays ? double.NaN : double.IsNaN(_strayedSince) ? now : _strayedSince;
        sheet.Note(Promise.DisobedienceTime, strays ? now - _strayedSince : 0, now);
    }
}
