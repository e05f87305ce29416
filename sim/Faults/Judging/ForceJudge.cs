using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Plant;
using RoboticsStack.Scenes;

namespace RoboticsStack.Faults;

/// <summary>
/// What each thing feels of the robot, from the physics engine's contacts: the sum over all of the robot that touches it. A thing held between the
/// fingertips feels them cancel; how hard they squeeze is the gripper's own cap.
/// </summary>
internal sealed class ForceJudge
{
    private const double LastingSec = 0.5;
    private const int MaxContacts = 512;

    /// <summary>
    /// What somebody has put there more recently than this no robot can have seen and stopped for: a turn of the slowest camera, 0.2 s, and 0.1 s to see and to brake (ISO 13855 counts both into a separation). The blow
    /// of meeting it is not the robot's; that it is over within <see cref="BlowSec"/> is.
    /// </summary>
    private const double UnseenSec = 0.3;
    private const double BlowSec = 0.02;

    /// <summary>What lets go for less than this has not let go.</summary>
    private const double BounceSec = 0.1;

    private readonly IPhysicsWorld _world;
    private readonly bool[] _isRobot;
    private readonly int[] _thingOf;
    private readonly Dictionary<int, int> _things = [];
    private readonly double[] _movedSec, _untouchedSec, _touchedSec;
    private readonly Vec3[] _force;
    private readonly ForceFilter[] _gauges;
    private readonly SlidingLeast _least;
    private readonly Contact[] _contacts = new Contact[MaxContacts];
    private readonly double _stepSec;
    private int _mostPressed, _contactCount;

    public ForceJudge(SimulatedKitchen plant)
    {
        _world = plant.World;
        _isRobot = new bool[_world.ShapeCount];
        _thingOf = new int[_world.ShapeCount];
        for (int shape = 0; shape < _world.ShapeCount; shape++)
        {
            int body = _world.GetBodyOf(new ShapeHandle(shape)).Index;
            _isRobot[shape] = _world.GetSemantic(new ShapeHandle(shape)) == SemanticClass.Robot;
            if (!_things.TryGetValue(body, out _thingOf[shape]))
            {
                _things[body] = _thingOf[shape] = _things.Count;
            }
        }
        _stepSec = plant.StepSec;
        _force = new Vec3[_things.Count];
        (_movedSec, _untouchedSec, _touchedSec) = (new double[_things.Count], new double[_things.Count], new double[_things.Count]);
        Array.Fill(_movedSec, double.PositiveInfinity);
        _gauges = [.. _force.Select(_ => new ForceFilter(plant.StepSec))];
        _least = new SlidingLeast((int)Math.Round(LastingSec / plant.StepSec));
    }

    /// <summary>The greatest force on any thing, whoever presses, N; what is held feels no more than its weight.</summary>
    public double TouchN { get; private set; }

    /// <summary>The robot touches something, and not only lightly.</summary>
    public bool Touches => TouchN > PushJudge.LightN;

    /// <summary>The greatest that a gauge on any thing shows, N.</summary>
    public double TransientN { get; private set; }

    /// <summary>The least that the most pressed thing felt within the last half second, N.</summary>
    public double LastingN { get; private set; }

    /// <summary>Somebody moves this thing about.</summary>
    public void NoteMoved(BodyHandle thing) => _movedSec[_things[thing.Index]] = 0;

    /// <param name="pushN">
    /// What somebody pushes the robot with: of a robot between a body and a thing, the thing feels that much more than what the drives do to it.
    /// </param>
    public void Step(double pushN)
    {
        Array.Clear(_force);
        _contactCount = _world.GetContacts(_contacts);
        for (int i = 0; i < _contactCount; i++)
        {
            ref readonly Contact contact = ref _contacts[i];
            int a = contact.ShapeA.Index, b = contact.ShapeB.Index;
            if (_isRobot[a] != _isRobot[b])
            {
                _force[_thingOf[_isRobot[a] ? b : a]] += _isRobot[a] ? contact.Force : -contact.Force;
            }
        }
        (TransientN, TouchN) = (0, 0);
        for (int thing = 0; thing < _force.Length; thing++)
        {
            double force = _force[thing].Length, shown = _gauges[thing].Next(_force[thing]).Length;
            TouchN = Math.Max(TouchN, Math.Max(shown, force));
            _movedSec[thing] += _stepSec;
            _untouchedSec[thing] = force > 0 ? 0 : _untouchedSec[thing] + _stepSec;
            _touchedSec[thing] = _untouchedSec[thing] > BounceSec ? 0 : _touchedSec[thing] + _stepSec;
            bool isBlow = _movedSec[thing] < UnseenSec && _touchedSec[thing] < BlowSec;
            (TransientN, _mostPressed) = shown > TransientN && !isBlow ? (shown, thing) : (TransientN, _mostPressed);
        }
        TransientN = Math.Max(0, TransientN - pushN);
        LastingN = _least.Next(TransientN);
    }

    /// <summary>Which parts of the robot touch the most pressed thing at this instant, and where it is touched, metres in the world.</summary>
    public string DescribeMostPressed()
    {
        HashSet<string> parts = [];
        string thing = "";
        Vec3 at = Vec3.Zero;
        double hardest = -1;
        foreach (ref readonly Contact contact in _contacts.AsSpan(0, _contactCount))
        {
            bool isRobotA = _isRobot[contact.ShapeA.Index];
            (ShapeHandle robot, ShapeHandle other) = isRobotA ? (contact.ShapeA, contact.ShapeB) : (contact.ShapeB, contact.ShapeA);
            if (_isRobot[robot.Index] && !_isRobot[other.Index] && _thingOf[other.Index] == _mostPressed)
            {
                parts.Add(_world.GetBodyName(_world.GetBodyOf(robot)));
                thing = _world.GetBodyName(_world.GetBodyOf(other));
                (hardest, at) = contact.Force.Length > hardest ? (contact.Force.Length, contact.Point) : (hardest, at);
            }
        }
        return hardest < 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{string.Join(", ", parts.Order())} on {thing} at ({at.X:F2}, {at.Y:F2}, {at.Z:F2}) m");
    }
}
