using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception;

/// <summary>
/// The robot's own state from its newest messages, and its frames at any instant of the last second.
/// </summary>
public sealed class RobotStateBelief
{
    private const int ArmJoints = 7;
    private const int WrenchWindow = 20;
    private const int WrenchSmoothing = 4;

    /// <summary>At 100 Hz, a step of the brain.</summary>
    private const int StepWindow = 10;

    private readonly IRobotFrames _frames;
    private readonly Localisation _localisation;
    private readonly History<ArmSample> _arm = new(128);
    private readonly Wrench[] _wrenches = new Wrench[WrenchWindow];
    private readonly double[] _joints = new double[ArmJoints];
    private readonly double[] _jointVelocities = new double[ArmJoints];
    private readonly double[] _jointTorques = new double[ArmJoints];
    private readonly double[,] _lastTorques = new double[StepWindow, ArmJoints];
    private float[] _leftCells = [];
    private float[] _rightCells = [];
    private Wrench _wrenchBias;
    private int _wrenchCount, _torqueCount;

    public RobotStateBelief(IRobotFrames frames, Localisation localisation)
    {
        _frames = frames;
        _localisation = localisation;
    }

    public IRobotFrames Frames => _frames;
    public bool HasJoints => _arm.Count > 0;
    public Timestamp JointTime { get; private set; }
    public ReadOnlySpan<double> JointPositionsRad => _joints;
    public ReadOnlySpan<double> JointVelocitiesRadPerSec => _jointVelocities;

    /// <summary>Beyond what carries the arm itself, Nm, mean of the last 0.1 s: over a step, which is as long, they are what its change of speed, its friction and the hand took.</summary>
    public ReadOnlySpan<double> JointTorquesNm => _jointTorques;
    public double LiftM { get; private set; }
    public double LiftVelocityMPerSec { get; private set; }
    public double GripperWidthM { get; private set; }
    public double GripperVelocityMPerSec { get; private set; }
    public double GripperForceN { get; private set; }
    public TactileSummary LeftPad { get; private set; }
    public TactileSummary RightPad { get; private set; }
    public ReadOnlySpan<float> LeftCellsN => _leftCells;
    public ReadOnlySpan<float> RightCellsN => _rightCells;

    /// <summary>In the gripper frame, mean of the last few samples, without the bias of the last tare.</summary>
    public Wrench WristWrench => Tared(MeanWrench(WrenchSmoothing));

    /// <summary>The same, mean of the last 0.1 s, as <see cref="JointTorquesNm"/>.</summary>
    public Wrench StepWrench => Tared(MeanWrench(StepWindow));

    public Pose GripperInArmBase { get; private set; } = Pose.Identity;
    public Pose GripperInBase => _frames.ArmBaseInBase(LiftM) * GripperInArmBase;

    public void Observe(JointStates message)
    {
        if (message.PositionRad.Count != ArmJoints || message.VelocityRadPerSec.Count != ArmJoints)
        {
            return;
        }
        Timestamp time = message.Header.DataTime();
        ArmSample sample = new(message.LiftM, default);
        for (int i = 0; i < ArmJoints; i++)
        {
            sample.Joints[i] = message.PositionRad[i];
        }
        if (!_arm.Add(time, sample))
        {
            return;
        }
        for (int i = 0; i < ArmJoints; i++)
        {
            _joints[i] = message.PositionRad[i];
            _jointVelocities[i] = message.VelocityRadPerSec[i];
        }
        ObserveTorques(message.TorqueNm);
        JointTime = time;
        LiftM = message.LiftM;
        LiftVelocityMPerSec = message.LiftVelocityMPerSec;
        GripperWidthM = message.GripperWidthM;
        GripperVelocityMPerSec = message.GripperVelocityMPerSec;
        GripperForceN = message.GripperForceN;
        GripperInArmBase = _frames.GripperInArmBase(_joints);
    }

    public void Observe(WristWrench message) =>
        _wrenches[_wrenchCount++ % WrenchWindow] = new(message.ForceN.ToVec3(), message.TorqueNm.ToVec3());

    public void Observe(TactilePads message)
    {
        int cells = (int)(message.Rows * message.Columns);
        if (cells == 0 || message.LeftN.Count != cells || message.RightN.Count != cells)
        {
            return;
        }
        if (_leftCells.Length != cells)
        {
            _leftCells = new float[cells];
            _rightCells = new float[cells];
        }
        message.LeftN.CopyTo(_leftCells, 0);
        message.RightN.CopyTo(_rightCells, 0);
        LeftPad = TactileSummary.Of(_leftCells, (int)message.Columns);
        RightPad = TactileSummary.Of(_rightCells, (int)message.Columns);
    }

    /// <summary>Takes the wrench of now (mean of the last 0.2 s) as zero; to be called when nothing is touched.</summary>
    public void TareWrench() => _wrenchBias = MeanWrench(WrenchWindow);

    public Pose GripperInMapAt(Timestamp time) => ArmBaseInMapAt(time) * GripperInArmBaseAt(time);

    public Pose ArmBaseInMapAt(Timestamp time) =>
        _localisation.BaseInMapAt(time).ToPose() * _frames.ArmBaseInBase(_arm.Count > 0 ? ArmAt(time).LiftM : 0);

    /// <summary>The camera's frame (x forward, y left, z up) in the map, or null for a camera this robot does not have.</summary>
    public Pose? CameraInMapAt(string camera, Timestamp time) => camera switch
    {
        CameraNames.Head => _localisation.BaseInMapAt(time).ToPose() * _frames.HeadCameraInBase,
        CameraNames.Wrist when _arm.Count > 0 => GripperInMapAt(time) * _frames.WristCameraInGripper,
        _ => null,
    };

    public Pose LidarInMapAt(Timestamp time) => _localisation.BaseInMapAt(time).ToPose() * _frames.LidarInBase;

    private Pose GripperInArmBaseAt(Timestamp time)
    {
        if (_arm.Count == 0)
        {
            return GripperInArmBase;
        }
        ArmSample sample = ArmAt(time);
        return _frames.GripperInArmBase(sample.Joints);
    }

    private ArmSample ArmAt(Timestamp time)
    {
        (ArmSample earlier, ArmSample later, double fraction) = _arm.Around(time);
        ArmSample result = new(earlier.LiftM + (later.LiftM - earlier.LiftM) * fraction, default);
        for (int i = 0; i < ArmJoints; i++)
        {
            result.Joints[i] = earlier.Joints[i] + (later.Joints[i] - earlier.Joints[i]) * fraction;
        }
        return result;
    }

    private void ObserveTorques(IReadOnlyList<double> torquesNm)
    {
        int samples = Math.Min(++_torqueCount, StepWindow);
        for (int joint = 0; joint < ArmJoints; joint++)
        {
            _lastTorques[_torqueCount % StepWindow, joint] = joint < torquesNm.Count ? torquesNm[joint] : 0;
            double sum = 0;
            for (int sample = 0; sample < StepWindow; sample++)
            {
                sum += _lastTorques[sample, joint];
            }
            _jointTorques[joint] = sum / samples;
        }
    }

    private Wrench Tared(Wrench wrench) => new(wrench.Force - _wrenchBias.Force, wrench.Torque - _wrenchBias.Torque);

    private Wrench MeanWrench(int samples)
    {
        int count = Math.Min(samples, Math.Min(_wrenchCount, WrenchWindow));
        Vec3 force = Vec3.Zero;
        Vec3 torque = Vec3.Zero;
        for (int i = 1; i <= count; i++)
        {
            Wrench wrench = _wrenches[(_wrenchCount - i) % WrenchWindow];
            force += wrench.Force;
            torque += wrench.Torque;
        }
        return count > 0 ? new(force / count, torque / count) : default;
    }

    [System.Runtime.CompilerServices.InlineArray(ArmJoints)]
    private struct JointBuffer
    {
        private double _first;
    }

    private struct ArmSample(double liftM, JointBuffer joints)
    {
        public double LiftM = liftM;
        public JointBuffer Joints = joints;
    }
}
