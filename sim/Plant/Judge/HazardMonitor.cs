using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Judge;

/// <summary>Counts what must not happen: things dropped, things knocked over, hard contacts of the robot. Reads the truth; nothing on the robot may.</summary>
public sealed class HazardMonitor
{
    /// <summary>A fall of more than this from its last resting height counts as dropped, metres.</summary>
    public const double DropM = 0.1;

    /// <summary>Lying: the own axis more than this off the vertical, rad.</summary>
    public const double ToppledRad = 1.05;
    private const double RestingMPerSec = 0.03;
    private const double SettlingSec = 0.5;
    private const int ThingsEverySteps = 10;
    private const int MaxContacts = 512;

    private readonly IPhysicsWorld _world;
    private readonly Thing[] _things;
    private readonly bool[] _isRobot;
    private readonly bool[] _isPad;
    private readonly Vec3[] _force;
    private readonly Contact[] _contacts = new Contact[MaxContacts];
    private int _step;
    private double _time;

    public HazardMonitor(IPhysicsWorld world, Kitchen kitchen, IEnumerable<string> padShapes)
    {
        _world = world;
        _things = [.. kitchen.Mugs.Select(mug => mug.Name).Concat(kitchen.Clutter.Select(thing => thing.Name)).Select(name => new Thing(world.FindBody(name)))];
        _isRobot = new bool[world.ShapeCount];
        _isPad = new bool[world.ShapeCount];
        _force = new Vec3[world.ShapeCount];
        for (int shape = 0; shape < world.ShapeCount; shape++)
        {
            _isRobot[shape] = world.GetSemantic(new ShapeHandle(shape)) == SemanticClass.Robot;
        }
        foreach (string pad in padShapes)
        {
            _isPad[world.FindShape(pad).Index] = true;
        }
    }

    public int Dropped { get; private set; }
    public int Toppled { get; private set; }

    /// <summary>Largest force between one of the robot's shapes and everything else, the fingertips' pads left out: those are made to touch. N.</summary>
    public double PeakContactN { get; private set; }

    /// <summary>The same of the latest step alone.</summary>
    public double ContactN { get; private set; }

    public void Step(double stepSec)
    {
        _time += stepSec;
        int count = _world.GetContacts(_contacts);
        for (int i = 0; i < count; i++)
        {
            ref readonly Contact contact = ref _contacts[i];
            int a = contact.ShapeA.Index;
            int b = contact.ShapeB.Index;
            if (_isRobot[a] != _isRobot[b] && !_isPad[a] && !_isPad[b])
            {
                _force[_isRobot[a] ? a : b] += _isRobot[a] ? -contact.Force : contact.Force;
            }
        }
        ContactN = 0;
        for (int i = 0; i < count; i++)
        {
            ContactN = Math.Max(ContactN, Math.Max(TakeForce(_contacts[i].ShapeA), TakeForce(_contacts[i].ShapeB)));
        }
        PeakContactN = Math.Max(PeakContactN, ContactN);
        if (++_step % ThingsEverySteps == 0 && _time > SettlingSec)
        {
            foreach (Thing thing in _things)
            {
                thing.Observe(_world);
                Dropped += thing.TakeDrop() ? 1 : 0;
                Toppled += thing.TakeTopple() ? 1 : 0;
            }
        }
    }

    /// <summary>What the step's contacts exert on one of the robot's shapes together; a flat contact has several points.</summary>
    private double TakeForce(ShapeHandle shape)
    {
        double force = _force[shape.Index].Length;
        _force[shape.Index] = Vec3.Zero;
        return force;
    }

    /// <summary>One loose object: its last resting height, and whether its fall or its lying was counted already.</summary>
    private sealed class Thing(BodyHandle body)
    {
        private double _restingHeight = double.NaN;
        private double _uprightZ = double.NaN;
        private bool _dropped, _falls, _toppled, _wasToppled;

        public void Observe(IPhysicsWorld world)
        {
            Pose pose = world.GetPose(body);
            Twist velocity = world.GetVelocity(body);
            bool rests = velocity.Linear.Length < RestingMPerSec && velocity.Angular.Length < 0.3;
            if (double.IsNaN(_restingHeight))
            {
                _restingHeight = pose.Position.Z;
                _uprightZ = pose.Orientation.AxisZ.Z;
            }
            if (!_falls && velocity.Linear.Z < -0.7 && pose.Position.Z < _restingHeight - DropM)
            {
                _dropped = true;
                _falls = true;
            }
            _falls &= !rests;
            _restingHeight = rests ? pose.Position.Z : Math.Max(_restingHeight, pose.Position.Z);
            bool lies = pose.Orientation.AxisZ.Z < _uprightZ - 1 + Math.Cos(ToppledRad);
            _toppled |= lies && !_wasToppled;
            _wasToppled |= lies;
        }

        public bool TakeDrop()
        {
            bool taken = _dropped;
            _dropped = false;
            return taken;
        }

        public bool TakeTopple()
        {
            bool taken = _toppled;
            _toppled = false;
            return taken;
        }
    }
}
