using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Scenes;

namespace RoboticsStack.Planning.Checking;

/// <summary>Forces of one timestep, newtons.</summary>
/// <param name="Hard">Robot, or a held vessel, against anything fixed or the button.</param>
/// <param name="LeftPad">Vessel against the left finger.</param>
/// <param name="RightPad">Vessel against the right finger.</param>
/// <param name="IsVesselTouched">By any part of the robot.</param>
internal readonly record struct CheckForces(double Hard, double LeftPad, double RightPad, bool IsVesselTouched);

/// <summary>One compiled world of the check with its handles: places it, drives it, reads it.</summary>
internal sealed class CheckWorld : IDisposable
{
    private const int MaxContacts = 128;

    /// <summary>A standing vessel perceived no farther than this above or below a surface is taken to stand on it.</summary>
    private const double SnapM = 0.02;

    private const double LetGoM = 0.004;
    private const double InnerShareOfVolume = 0.75;

    private enum Part : byte { Fixed, Robot, LeftFinger, RightFinger, Vessel, Button }

    private readonly RobotDescription _robot;
    private readonly PhysicsCheckOptions _options;
    private readonly IPhysicsWorld _world;
    private readonly JointHandle[] _armJoints = new JointHandle[JointVector.Length];
    private readonly ActuatorHandle[] _armDrives = new ActuatorHandle[JointVector.Length];
    private readonly JointHandle _leftFinger, _rightFinger, _buttonJoint;
    private readonly ActuatorHandle _leftDrive, _rightDrive;
    private readonly BodyHandle _gripper, _vessel;
    private readonly Part[] _partOfShape;
    private readonly ShapeHandle[] _fixedShapes;
    private readonly Contact[] _contacts = new Contact[MaxContacts];
    private readonly RobotSpheres _spheres;
    private readonly double[] _state;
    private readonly bool _hasVessel, _hasButton;
    private double _fingerReferenceM, _savedFingerReferenceM;

    /// <summary>So much farther apart than in here the real fingers are on what they hold, metres: across its handle, or because its radius is off.</summary>
    private double _graspedWiderM;

    public CheckWorld(IPhysicsEngine engine, RobotDescription robot, PerceivedScene scene, PhysicsCheckOptions options)
    {
        (_robot, _options, Scene) = (robot, options, scene);
        _world = engine.Build(CheckSceneBuilder.Describe(robot, scene, options));
        for (int i = 0; i < JointVector.Length; i++)
        {
            _armJoints[i] = _world.FindJoint(robot.ArmJoints[i].Name);
            _armDrives[i] = _world.FindActuator(robot.ArmJoints[i].Name);
        }
        _leftFinger = _world.FindJoint(robot.LeftFingerJoint.Name);
        _rightFinger = _world.FindJoint(robot.RightFingerJoint.Name);
        _leftDrive = _world.FindActuator(robot.LeftFingerJoint.Name);
        _rightDrive = _world.FindActuator(robot.RightFingerJoint.Name);
        _gripper = _world.FindBody(robot.Frames.Gripper);
        _hasVessel = scene.Vessel is not null;
        _hasButton = scene.Button is not null;
        _vessel = _hasVessel ? _world.FindBody(CheckSceneBuilder.Vessel) : default;
        _buttonJoint = _hasButton ? _world.FindJoint(CheckSceneBuilder.ButtonJoint) : default;
        _partOfShape = [.. Enumerable.Range(0, _world.ShapeCount).Select(i => PartOf(_world.GetBodyName(_world.GetBodyOf(new ShapeHandle(i)))))];
        _fixedShapes = [.. Enumerable.Range(0, scene.Boxes.Count + scene.Neighbours.Count).Select(i => _world.FindShape(CheckSceneBuilder.NameOfFixed(i)))];
        _spheres = new(robot, _world);
        _state = new double[_world.StateLength];
    }

    /// <summary>As perceived when the world was built or last placed.</summary>
    public PerceivedScene Scene { get; private set; }
    public Pose Gripper => _world.GetPose(_gripper);
    public Pose Vessel => _world.GetPose(_vessel);
    public Vec3 VesselVelocity => _world.GetVelocity(_vessel).Linear;

    /// <summary>As the real fingers would measure it.</summary>
    public double GripperWidthM => FingersM + _graspedWiderM;
    private double FingersM => _world.GetJointPosition(_leftFinger) + _world.GetJointPosition(_rightFinger);

    /// <summary>The fingers have not opened beyond the vessel.</summary>
    public bool IsGripping => Scene.Vessel is { } vessel && FingersM < 2 * vessel.RadiusM + LetGoM;
    public double ButtonTravelM => _hasButton ? _world.GetJointPosition(_buttonJoint) : 0;
    public double GripperSpeedMPerSec => _world.GetVelocity(_gripper).Linear.Length;

    public void Save()
    {
        _world.SaveState(_state);
        _savedFingerReferenceM = _fingerReferenceM;
    }

    public void Restore()
    {
        _world.RestoreState(_state);
        _fingerReferenceM = _savedFingerReferenceM;
    }

    public void Step() => _world.Step();

    public (double ToNeighbours, double ToAnything) Clearance() => _spheres.Clearance(Scene);

    /// <summary>Puts arm, fingers and vessel where they were measured to be, at rest.</summary>
    public void Place(PerceivedScene scene, in CheckStart start, Pose gripper)
    {
        Scene = scene;
        for (int i = 0; i < JointVector.Length; i++)
        {
            _world.SetJointState(_armJoints[i], start.PositionsRad[i], 0);
        }
        double halfWidth = Math.Clamp(start.GripperWidthM, 0, _robot.Gripper.MaxWidthM) / 2;
        _graspedWiderM = scene.Vessel is { IsHeld: true } held ? 2 * halfWidth - 2 * held.RadiusM : 0;
        if (scene.Vessel is { } vessel)
        {
            Pose pose = vessel.IsHeld ? InGrasp(vessel, gripper, ref halfWidth) : Standing(vessel, scene, gripper, ref halfWidth);
            _world.SetFreePose(_vessel, pose);
            double badSide = vessel.IsHeld ? 1 + _options.Uncertainty : 1 - _options.Uncertainty;
            _world.SetMass(_vessel, badSide * _options.EmptyVesselMassKg + ContentKg(vessel));
        }
        _world.SetJointState(_leftFinger, halfWidth, 0);
        _world.SetJointState(_rightFinger, halfWidth, 0);
        if (_hasButton)
        {
            _world.SetJointState(_buttonJoint, 0, 0);
        }
        _fingerReferenceM = halfWidth;
        _world.Refresh();
    }

    /// <summary>After settling: gives the arm its measured velocity, and a held vessel the velocity of the hand.</summary>
    public void SetMoving(in JointVector velocity)
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            _world.SetJointState(_armJoints[i], _world.GetJointPosition(_armJoints[i]), velocity[i]);
        }
        if (Scene.Vessel is { IsHeld: true })
        {
            _world.Refresh();
            Twist hand = _world.GetVelocity(_gripper);
            Pose pose = Vessel;
            Vec3 arm = pose.Position - Gripper.Position;
            _world.SetFreePose(_vessel, pose, new(hand.Linear + hand.Angular.Cross(arm), hand.Angular));
        }
        _world.Refresh();
    }

    public void DriveArm(in JointVector position, in JointVector velocity)
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            _world.SetTarget(_armDrives[i], position[i] + ArmServo.LeadSec * velocity[i]);
        }
    }

    /// <summary>Fingers move no faster than they can and press no harder than they are told.</summary>
    /// <param name="widthM">For the real fingers.</param>
    /// <param name="forceN">Of each.</param>
    public void DriveFingers(double widthM, double forceN)
    {
        double step = _robot.Gripper.MaxSpeedMPerSec / 2 * _world.TimestepSec;
        _fingerReferenceM += Math.Clamp((widthM - _graspedWiderM) / 2 - _fingerReferenceM, -step, step);
        double limit = Math.Clamp(forceN, 0, _robot.Gripper.MaxForceN);
        Drive(_leftDrive, _leftFinger);
        Drive(_rightDrive, _rightFinger);

        void Drive(ActuatorHandle drive, JointHandle joint) => _world.SetTarget(
            drive, Math.Clamp(ArmServo.FingerStiffnessNPerM * (_fingerReferenceM - _world.GetJointPosition(joint)), -limit, limit));
    }

    public CheckForces ReadForces(bool vesselCountsAsRobot)
    {
        int count = _world.GetContacts(_contacts);
        double hard = 0, left = 0, right = 0;
        bool touched = false;
        for (int i = 0; i < count; i++)
        {
            Part a = _partOfShape[_contacts[i].ShapeA.Index];
            Part b = _partOfShape[_contacts[i].ShapeB.Index];
            if (a > b)
            {
                (a, b) = (b, a);
            }
            double force = _contacts[i].Force.Length;
            if (b == Part.Vessel)
            {
                left += a == Part.LeftFinger ? force : 0;
                right += a == Part.RightFinger ? force : 0;
                hard += a == Part.Fixed && vesselCountsAsRobot ? force : 0;
                touched |= a is Part.Robot or Part.LeftFinger or Part.RightFinger;
            }
            else if (a == Part.Fixed ? b is Part.Robot or Part.LeftFinger or Part.RightFinger : b == Part.Button)
            {
                hard += force;
            }
        }
        return new(hard, left, right, touched);
    }

    /// <summary>For people: the pair that pressed hardest in the latest step.</summary>
    public string DescribeHardest(bool vesselCountsAsRobot)
    {
        double most = 0;
        string pair = "";
        foreach (ref readonly Contact contact in _contacts.AsSpan(0, _world.GetContacts(_contacts)))
        {
            Part a = _partOfShape[contact.ShapeA.Index];
            Part b = _partOfShape[contact.ShapeB.Index];
            bool countsA = a == Part.Vessel ? vesselCountsAsRobot : a != Part.Fixed;
            bool countsB = b == Part.Vessel ? vesselCountsAsRobot : b != Part.Fixed;
            double force = contact.Force.Length;
            if (force > most && (a is Part.Fixed or Part.Button || b is Part.Fixed or Part.Button) && (countsA || countsB))
            {
                most = force;
                pair = a == Part.Fixed || a == Part.Button ? $"{NameOf(contact.ShapeB)} on {NameOf(contact.ShapeA)}" : $"{NameOf(contact.ShapeA)} on {NameOf(contact.ShapeB)}";
            }
        }
        return pair;
    }

    /// <summary>For people: which link is nearest to which neighbour.</summary>
    public string DescribeNearest() => _spheres.DescribeNearest(Scene);

    public void Dispose() => _world.Dispose();

    private string NameOf(ShapeHandle shape)
    {
        for (int i = 0; i < _fixedShapes.Length; i++)
        {
            if (_fixedShapes[i] == shape)
            {
                return i < Scene.Boxes.Count ? Scene.Boxes[i].Name : Scene.Neighbours[i - Scene.Boxes.Count].Name;
            }
        }
        return _world.GetBodyName(_world.GetBodyOf(shape));
    }

    /// <summary>Water in the inner volume.</summary>
    private static double ContentKg(PerceivedVessel vessel) =>
        1000 * InnerShareOfVolume * Math.Clamp(vessel.FillFraction, 0, 1) * Math.PI * vessel.RadiusM * vessel.RadiusM * vessel.HeightM;

    /// <summary>A gripped vessel touches both pads: its axis lies half way between them, whatever perception thinks to the millimetre.</summary>
    private static Pose InGrasp(PerceivedVessel vessel, Pose gripper, ref double halfWidth)
    {
        halfWidth = vessel.RadiusM;
        Pose inGripper = gripper.Inverse() * vessel.BaseInArmBase;
        return gripper * new Pose(inGripper.Position with { Y = 0 }, inGripper.Orientation);
    }

    /// <summary>
    /// A standing vessel stands upright on the surface under it; between the fingers it is moved sideways (and the fingers apart) until
    /// it overlaps neither.
    /// </summary>
    private static Pose Standing(PerceivedVessel vessel, PerceivedScene scene, Pose gripper, ref double halfWidth)
    {
        Pose pose = vessel.BaseInArmBase;
        LevelFrame hand = LevelFrame.Of(gripper);
        Vec3 local = hand.ToLocalPoint(pose.Position);
        bool betweenFingers = Math.Abs(local.X) < vessel.RadiusM + SkillObjectives.TipAheadM && Math.Abs(local.Y) < vessel.RadiusM
            && local.Z < 0 && local.Z + vessel.HeightM > 0;
        if (betweenFingers)
        {
            halfWidth = Math.Max(halfWidth, vessel.RadiusM);
            double room = halfWidth - vessel.RadiusM;
            pose = pose with { Position = hand.FromLocalPoint(local with { Y = Math.Clamp(local.Y, -room, room) }) };
        }
        double? support = null;
        foreach (PerceivedBox box in scene.Boxes)
        {
            Vec3 inBox = box.CentreInArmBase.Inverse().Transform(pose.Position);
            double top = box.CentreInArmBase.Position.Z + box.HalfExtentsM.Z;
            bool under = Math.Abs(inBox.X) <= box.HalfExtentsM.X && Math.Abs(inBox.Y) <= box.HalfExtentsM.Y && Math.Abs(top - pose.Position.Z) <= SnapM;
            support = under ? Math.Max(support ?? top, top) : support;
        }
        return support is { } height ? pose with { Position = pose.Position with { Z = height } } : pose;
    }

    private Part PartOf(string body)
    {
        return body switch
        {
            CheckSceneBuilder.Surroundings => Part.Fixed,
            CheckSceneBuilder.Vessel => Part.Vessel,
            CheckSceneBuilder.Button => Part.Button,
            _ when HangsFrom(body, _robot.LeftFingerJoint.Child) => Part.LeftFinger,
            _ when HangsFrom(body, _robot.RightFingerJoint.Child) => Part.RightFinger,
            _ => Part.Robot,
        };

        bool HangsFrom(string link, string ancestor)
        {
            for (string? current = link; current is not null; current = _robot.FindJointAbove(current)?.Parent)
            {
                if (current == ancestor)
                {
                    return true;
                }
            }
            return false;
        }
    }
}
