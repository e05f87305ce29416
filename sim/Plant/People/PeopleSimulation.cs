using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.People;

/// <summary>
/// The people in the plant: moves them, has robot and bodies push each other where they meet, and measures how near and how hard. Allocates nothing
/// after construction.
/// </summary>
/// <remarks>
/// A force counts against the robot if a part of it moved towards the body when they met, or moves towards it later while its drives are told to move; who
/// walks into a robot that stands still does it to themselves, and so does who pushes an arm away that springs back, or shoves the base along faster than it drives
/// (ISO/TS 15066 limits contact that results from the robot's motion).
/// </remarks>
public sealed class PeopleSimulation
{
    /// <summary>Tolerance on standing still that UR states for its monitored speed.</summary>
    public const double RestMPerSec = 0.05;

    /// <summary>Farther away nothing is measured.</summary>
    private const double NearM = 3;

    /// <summary>Apart for so long, the next touch is another meeting.</summary>
    private const double ApartSec = 0.5;

    private readonly IPhysicsWorld _world;
    private readonly Func<bool> _drivesMove;
    private readonly Func<Twist> _beyondDrives;
    private readonly SimulatedPerson[] _people;
    private readonly RobotPart[] _robot;
    private readonly Pose[] _robotPoses;
    private readonly double _stepSec;
    private readonly BodyHandle _base;
    private bool _isPushed;
    private (BodyHandle Robot, double MPerSec, double Share) _worst;

    /// <param name="drivesMove">Tells whether the robot's setpoints move.</param>
    /// <param name="beyondDrives">Tells how the base moves beyond its setpoint, world frame, turning about its middle.</param>
    public PeopleSimulation(IPhysicsWorld world, Kitchen kitchen, RobotDescription robot, Func<bool> drivesMove, Func<Twist> beyondDrives)
    {
        (_world, _drivesMove, _beyondDrives) = (world, drivesMove, beyondDrives);
        _base = world.FindBody(robot.Frames.Base);
        _stepSec = world.TimestepSec;
        _people = [.. kitchen.People.Select(person => new SimulatedPerson(world, person))];
        _robot = [.. robot.Links.SelectMany(link => link.Collision.Select(shape => new RobotPart(
            world.FindBody(link.Name), shape.PoseInLink, new(KindOf(shape.Kind), shape.Size))))];
        _robotPoses = new Pose[_robot.Length];
    }

    public int Count => _people.Length;

    /// <summary>Smallest true distance between a person and the robot so far, surface to surface, metres; infinite if they were never near.</summary>
    public double SmallestSeparationM { get; private set; } = double.PositiveInfinity;

    /// <summary>The same of the latest step.</summary>
    public double SeparationM { get; private set; } = double.PositiveInfinity;

    /// <summary>Greatest force by the robot's doing, filtered, N.</summary>
    public double PeakForceN { get; private set; }

    /// <summary>Greatest force whoever did it, filtered, N.</summary>
    public double PeakAnyForceN { get; private set; }

    /// <summary>Greatest force by the robot's doing as a share of what that part of the body stands; above 1 a cap was broken.</summary>
    public double WorstShare { get; private set; }

    /// <summary>Where that was; null if the robot touched nobody.</summary>
    public BodyRegion? WorstRegion { get; private set; }

    /// <summary>Part of the robot that did it, and the speeds at which the two met, for people to read.</summary>
    public string DescribeWorstMeeting() => WorstRegion is { } region
        ? FormattableString.Invariant($"{region}, met by {_world.GetBodyName(_worst.Robot)} at {_worst.MPerSec:F2} m/s, {100 * _worst.Share:F0} % of the speed between them")
        : "";

    /// <summary>Fastest that the robot ever moved into a body, m/s.</summary>
    public double FastestContactMPerSec { get; private set; }

    /// <summary>The robot and somebody touch in the latest step.</summary>
    public bool AreTouching => Array.Exists(_people, person => person.IsTouched);

    /// <summary>What people and robot push each other with in the latest step, N, summed over everybody.</summary>
    public double PushN { get; private set; }

    /// <summary>Everybody has done all their acts.</summary>
    public bool AreDone => Array.TrueForAll(_people, person => person.IsDone);

    /// <summary>True place of a person on the floor.</summary>
    public Vec3 PositionOf(int person) => _world.GetPose(_people[person].Root).Position;

    internal IReadOnlyList<SimulatedPerson> People => _people;

    /// <summary>Before the physics of a step: everybody moves on.</summary>
    public void BeforeStep()
    {
        foreach (SimulatedPerson person in _people)
        {
            person.Step(_world, _stepSec);
        }
    }

    /// <summary>After it: who touches whom, and how hard. The forces act on the robot in the next step.</summary>
    public void AfterStep()
    {
        foreach (ref RobotPart part in _robot.AsSpan())
        {
            if (part.IsPushed)
            {
                _world.SetExternalForce(part.Body, Vec3.Zero);
                part.IsPushed = false;
            }
        }
        for (int i = 0; i < _robot.Length; i++)
        {
            _robotPoses[i] = _world.GetPose(_robot[i].Body) * _robot[i].PoseInBody;
        }
        SeparationM = double.PositiveInfinity;
        _isPushed = PushN > 0;
        PushN = 0;
        foreach (SimulatedPerson person in _people)
        {
            person.SeparationM = double.PositiveInfinity;
            person.ApartSec = person.IsTouched ? 0 : person.ApartSec + _stepSec;
            person.IsTouched = false;
            person.PushedN = Vec3.Zero;
            bool isNear = _world.GetPose(person.Root).Position.DistanceTo(_robotPoses[0].Position) < NearM;
            foreach (BodyPart part in person.Parts)
            {
                part.Move(_world.GetPose(part.Body), _stepSec);
                Touch(person, part, isNear);
            }
            SeparationM = Math.Min(SeparationM, person.SeparationM);
            PushN += person.PushedN.Length;
        }
        SmallestSeparationM = Math.Min(SmallestSeparationM, SeparationM);
    }

    private void Touch(SimulatedPerson person, BodyPart part, bool isNear)
    {
        Vec3 force = Vec3.Zero;
        double deepestM = 0, robotMPerSec = 0, ownMPerSec = 0;
        Vec3 middle = Vec3.Lerp(part.A, part.B, 0.5);
        for (int i = 0; isNear && i < _robot.Length; i++)
        {
            ref RobotPart robot = ref _robot[i];
            double atLeast = middle.DistanceTo(_robotPoses[i].Position) - part.ReachM - robot.Shape.Reach;
            if (atLeast > 0 && atLeast >= person.SeparationM)
            {
                continue;
            }
            Pose toShape = _robotPoses[i].Inverse();
            double distance = robot.Shape.Distance(toShape.Transform(part.A), toShape.Transform(part.B), out Vec3 nearest) - part.RadiusM;
            if (distance < person.SeparationM)
            {
                (person.SeparationM, person.RobotPoint) = (distance, _robotPoses[i].Position);
            }
            if (distance >= 0)
            {
                continue;
            }
            Vec3 outward = _robotPoses[i].Orientation.Rotate(robot.Shape.Outward(nearest));
            Vec3 point = _robotPoses[i].Transform(nearest) - outward * part.RadiusM;
            Vec3 velocity = SpeedAt(robot.Body, point);
            Vec3 push = outward * part.Resist(-distance, outward, velocity);
            force += push;
            _world.AddExternalForce(robot.Body, -push, point);
            robot.IsPushed = true;
            double speed = _isPushed ? Math.Min(velocity.Dot(outward), (velocity - ShovedAt(point)).Dot(outward)) : velocity.Dot(outward);
            bool isItsDoing = speed > RestMPerSec && (person.ApartSec > ApartSec || _drivesMove());
            if (distance < deepestM)
            {
                (deepestM, robotMPerSec, ownMPerSec) = (distance, isItsDoing ? speed : Math.Min(speed, 0), -part.Velocity.Dot(outward));
            }
            if (isItsDoing)
            {
                person.Meeting = (robot.Body, speed, speed / (speed + Math.Max(0, -part.Velocity.Dot(outward))));
                FastestContactMPerSec = Math.Max(FastestContactMPerSec, speed);
            }
        }
        person.IsTouched |= force != Vec3.Zero;
        person.PushedN += force;
        part.Feel(force, robotMPerSec, ownMPerSec, _stepSec);
        PeakAnyForceN = Math.Max(PeakAnyForceN, part.ForceN);
        if (part.RobotForceN > 0)
        {
            PeakForceN = Math.Max(PeakForceN, part.RobotForceN);
            double share = part.RobotForceN / (part.IsLasting ? part.Mechanics.LastingN : part.Mechanics.TransientN);
            if (share > WorstShare)
            {
                (WorstShare, WorstRegion, _worst) = (share, part.Region, person.Meeting);
            }
        }
    }

    private Vec3 SpeedAt(BodyHandle body, Vec3 point)
    {
        Twist twist = _world.GetVelocity(body);
        return twist.Linear + twist.Angular.Cross(point - _world.GetPose(body).Position);
    }

    /// <summary>What a point of the robot moves with because the base is not where its drives would have it.</summary>
    private Vec3 ShovedAt(Vec3 point)
    {
        Twist beyond = _beyondDrives();
        return beyond.Linear + beyond.Angular.Cross(point - _world.GetPose(_base).Position);
    }

    private static ShapeKind KindOf(LinkShapeKind kind) => kind switch
    {
        LinkShapeKind.Box => ShapeKind.Box,
        LinkShapeKind.Cylinder => ShapeKind.Cylinder,
        LinkShapeKind.Capsule => ShapeKind.Capsule,
        _ => ShapeKind.Sphere,
    };

    private record struct RobotPart(BodyHandle Body, Pose PoseInBody, SolidShape Shape)
    {
        public bool IsPushed { get; set; }
    }
}
