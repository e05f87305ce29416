using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Dynamics;

/// <summary>
/// Torques that the arm's drives have to exert for a motion: recursive Newton–Euler over the URDF's inertias (Luh, Walker and Paul, 1980, in the form of
/// Featherstone, "Rigid Body Dynamics Algorithms", 2008, section 5.3), with a base that accelerates. Immutable and allocation-free.
/// </summary>
/// <remarks>
/// As torques are measured on this class of robot (see <see cref="RobotDescription"/>'s hardware port), the arm's own weight is left out: the drives carry
/// it by themselves and report what they exert beyond it. Friction is left out, too. The hand hangs on the wrist's force/torque sensor: the arm up to that
/// sensor is modelled, and what hangs on it enters by a wrench, measured or from <see cref="HandWrench"/>. So a measured wrench accounts for whatever
/// the hand carries or touches, and what then remains unexplained happens between the base and the wrist.
/// </remarks>
public sealed class ArmDynamics
{
    public const double Gravity = 9.81;
    private const int N = JointVector.Length;

    private readonly Pose[] _childInParent = new Pose[N];
    private readonly Vec3[] _axis = new Vec3[N];
    private readonly CompositeBody[] _links = new CompositeBody[N];
    private readonly CompositeBody _hand;
    private readonly Pose _gripperInLastLink;
    private readonly double _rotorInertia;

    public ArmDynamics(RobotDescription robot)
    {
        string parent = robot.Frames.ArmBase;
        for (int i = 0; i < N; i++)
        {
            RobotJoint joint = robot.ArmJoints[i];
            _childInParent[i] = robot.PoseAtZero(joint.Child, parent);
            _axis[i] = joint.Axis;
            _links[i] = CompositeBody.Rigid(robot, joint.Child, robot.Frames.Gripper);
            parent = joint.Child;
        }
        _gripperInLastLink = robot.PoseAtZero(robot.Frames.Gripper, parent);
        _hand = CompositeBody.Whole(robot, robot.Frames.Gripper);
        _rotorInertia = robot.Arm.RotorInertiaKgM2;
    }

    /// <summary>Mass of everything beyond the wrist's sensor, kg.</summary>
    public double HandMassKg => _hand.MassKg;

    /// <summary>Torques, Nm, base to wrist.</summary>
    /// <param name="state">The motion.</param>
    /// <param name="onHand">What the hand exerts on the wrist beyond its weight, about the gripper's origin, gripper frame: as the wrist sensor tells it.</param>
    public JointVector InverseDynamics(in ArmMotionState state, in Wrench onHand)
    {
        Span<Vec3> axes = stackalloc Vec3[N];
        Span<Vec3> origins = stackalloc Vec3[N];
        Span<Vec3> forces = stackalloc Vec3[N];
        Span<Vec3> moments = stackalloc Vec3[N];
        Frame frame = Frame.At(state);
        for (int i = 0; i < N; i++)
        {
            frame = Advance(frame, i, state);
            (axes[i], origins[i]) = (frame.Pose.Orientation.Rotate(_axis[i]), frame.Pose.Position);
            (forces[i], moments[i]) = Inertial(_links[i], frame);
        }
        Pose gripper = frame.Pose * _gripperInLastLink;
        Vec3 force = -gripper.Orientation.Rotate(onHand.Force);
        Vec3 moment = -gripper.Orientation.Rotate(onHand.Torque);
        Vec3 at = gripper.Position;
        JointVector torque = default;
        for (int i = N - 1; i >= 0; i--)
        {
            moment += moments[i] + (at - origins[i]).Cross(force);
            force += forces[i];
            at = origins[i];
            torque[i] = axes[i].Dot(moment) + _rotorInertia * state.AccelerationRadPerSec2[i];
        }
        return torque;
    }

    /// <summary>
    /// What the wrist sensor ought to feel when nothing is touched: the hand's inertia, and a payload's weight and inertia with its centre of mass at the
    /// gripper's origin. About that origin, gripper frame.
    /// </summary>
    public Wrench HandWrench(in ArmMotionState state, double payloadKg)
    {
        Frame frame = Frame.At(state);
        for (int i = 0; i < N; i++)
        {
            frame = Advance(frame, i, state);
        }
        frame = frame.Rigidly(_gripperInLastLink);
        (Vec3 force, Vec3 moment) = Inertial(_hand, frame);
        Vec3 payload = payloadKg * (frame.Acceleration + new Vec3(0, 0, Gravity));
        Quat toGripper = frame.Pose.Orientation.Inverse();
        return new(-toGripper.Rotate(force + payload), -toGripper.Rotate(moment));
    }

    private Frame Advance(in Frame parent, int joint, in ArmMotionState state)
    {
        Frame frame = parent.Rigidly(_childInParent[joint]);
        Vec3 axis = frame.Pose.Orientation.Rotate(_axis[joint]);
        double rate = state.VelocityRadPerSec[joint];
        return new(
            frame.Pose with { Orientation = frame.Pose.Orientation * Quat.FromAxisAngle(_axis[joint], state.PositionRad[joint]) },
            frame.AngularVelocity + axis * rate,
            frame.AngularAcceleration + axis * state.AccelerationRadPerSec2[joint] + frame.AngularVelocity.Cross(axis) * rate,
            frame.Acceleration);
    }

    /// <summary>Force that accelerates a body, and its moment about the frame's origin.</summary>
    private static (Vec3 Force, Vec3 Moment) Inertial(in CompositeBody body, in Frame frame)
    {
        Quat toRoom = frame.Pose.Orientation;
        Vec3 centre = toRoom.Rotate(body.CentreOfMass);
        Vec3 force = body.MassKg * (frame.Acceleration + frame.AngularAcceleration.Cross(centre) + frame.AngularVelocity.Cross(frame.AngularVelocity.Cross(centre)));
        Quat toBody = toRoom.Inverse();
        Vec3 spin = toBody.Rotate(frame.AngularVelocity);
        Vec3 turning = body.Inertia(toBody.Rotate(frame.AngularAcceleration)) + spin.Cross(body.Inertia(spin));
        return (force, toRoom.Rotate(turning) + centre.Cross(force));
    }

    /// <summary>A frame on the arm and how it moves, in arm_base's axes.</summary>
    private readonly record struct Frame(Pose Pose, Vec3 AngularVelocity, Vec3 AngularAcceleration, Vec3 Acceleration)
    {
        public static Frame At(in ArmMotionState state) => new(Pose.Identity, state.BaseAngularVelocity, state.BaseAngularAcceleration, state.BaseAcceleration);

        /// <summary>Another frame on the same body.</summary>
        public Frame Rigidly(Pose offset)
        {
            Vec3 lever = Pose.Orientation.Rotate(offset.Position);
            return this with
            {
                Pose = Pose * offset,
                Acceleration = Acceleration + AngularAcceleration.Cross(lever) + AngularVelocity.Cross(AngularVelocity.Cross(lever)),
            };
        }
    }
}
