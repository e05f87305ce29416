using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.People;

/// <summary>One person in the world: their motion, the joints that show it, and the parts of the body that feel.</summary>
internal sealed class SimulatedPerson
{
    private readonly JointHandle[] _joints;
    private readonly double[] _before = new double[PersonMotion.Joints];
    private readonly PersonMotion _motion;
    private readonly double _massKg;

    public SimulatedPerson(IPhysicsWorld world, PersonSpec spec)
    {
        Spec = spec;
        Root = world.FindBody(spec.Name);
        _motion = new(spec);
        _massKg = PersonMass.Of(spec.HeightM);
        _joints = [.. PersonBody.JointNames(spec.Name).Select(world.FindJoint)];
        Parts = [.. PersonBody.Parts(spec).Select(part => new BodyPart(world.FindBody(part.Body.Name), part.Shape, part.Region, _massKg))];
        _motion.Position.CopyTo(_before);
        Show(world, 1);
    }

    public PersonSpec Spec { get; }
    public BodyHandle Root { get; }
    public BodyPart[] Parts { get; }

    /// <summary>Smallest true distance to the robot, surface to surface, metres; infinite while the robot is far.</summary>
    public double SeparationM { get; set; } = double.PositiveInfinity;

    /// <summary>Nearest point of the robot, world frame.</summary>
    public Vec3 RobotPoint { get; set; }
    public bool IsTouched { get; set; }

    /// <summary>What the robot pushed all parts of the body with in the latest step, N, world frame.</summary>
    public Vec3 PushedN { get; set; }

    /// <summary>What of the robot moved into them last, how fast, and what share of the speed between the two that was.</summary>
    public (BodyHandle Robot, double MPerSec, double Share) Meeting { get; set; }

    /// <summary>How long they have not been touching.</summary>
    public double ApartSec { get; set; } = double.PositiveInfinity;

    /// <summary>Nothing more to do.</summary>
    public bool IsDone => _motion.IsDone;

    /// <summary>Moves on by a step: sets the joints where the motion wants them.</summary>
    public void Step(IPhysicsWorld world, double dt)
    {
        ReadOnlySpan<double> now = _motion.Position;
        now.CopyTo(_before);
        _motion.Push(PushedN * (dt / _massKg));
        Vec3 toRobot = RobotPoint - new Vec3(now[0], now[1], 0);
        (double sin, double cos) = Math.SinCos(now[2]);
        bool isAhead = toRobot.X * cos + toRobot.Y * sin > 0.3 * toRobot.HorizontalLength;
        _motion.Step(dt, isAhead ? SeparationM : double.PositiveInfinity, IsTouched);
        Show(world, dt);
    }

    /// <summary>The engine itself moves the joints on by their velocity: it is given where they were, and arrives where they are to be.</summary>
    private void Show(IPhysicsWorld world, double dt)
    {
        ReadOnlySpan<double> now = _motion.Position;
        for (int i = 0; i < _joints.Length; i++)
        {
            double change = i == 2 ? Angle.Difference(now[i], _before[i]) : now[i] - _before[i];
            world.SetJointState(_joints[i], now[i] - change, change / dt);
        }
    }
}
