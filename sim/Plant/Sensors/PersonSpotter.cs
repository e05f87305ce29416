using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Scenes;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Plant.Sensors;

/// <summary>How good the simulated detector of people is.</summary>
public sealed record PersonSpotterOptions
{
    /// <summary>Pixels of a person, and of a hand, from which on they can be found.</summary>
    public int MinBodyPixels { get; init; } = 12;
    public int MinHandPixels { get; init; } = 2;
    public double MissProbability { get; init; } = 0.05;
    public double HandMissProbability { get; init; } = 0.15;

    /// <summary>Somebody where nobody is, a frame.</summary>
    public double FalsePositiveRate { get; init; } = 0.002;

    /// <summary>Position noise: constant + per metre of distance, standard deviation on each axis.</summary>
    public double NoiseM { get; init; } = 0.03;
    public double NoisePerM { get; init; } = 0.02;
}

/// <summary>
/// Stands in for a learned detector of people and their hands on one camera's frames: needs line of sight, misses, errs, and is as late as the frame.
/// Says where they are in base_link, as a detector does that knows how its camera is mounted.
/// </summary>
public sealed class PersonSpotter
{
    private readonly PersonSpotterOptions _options;
    private readonly RandomStream _random;
    private readonly BodyHandle _base;
    private readonly int[] _personOfShape;
    private readonly bool[] _isHand;
    private readonly Target[] _targets;
    private readonly PeopleSeen _message = new();
    private Pose _baseInWorld;

    public PersonSpotter(PersonSpotterOptions options, IReadOnlyList<PersonSpec> people, IPhysicsWorld world, string baseBody, RandomStream random)
    {
        (_options, _random, _base) = (options, random, world.FindBody(baseBody));
        _personOfShape = new int[world.ShapeCount];
        _isHand = new bool[world.ShapeCount];
        Array.Fill(_personOfShape, -1);
        _targets = new Target[people.Count];
        for (int i = 0; i < people.Count; i++)
        {
            List<(int, BodyHandle, Vec3)> hands = [];
            foreach ((BodyDescription body, ShapeDescription shape, BodyRegion region) in PersonBody.Parts(people[i]))
            {
                int index = world.FindShape(shape.Name).Index;
                _personOfShape[index] = i;
                _isHand[index] = region == BodyRegion.Hand;
                if (_isHand[index])
                {
                    hands.Add((index, world.FindBody(body.Name), shape.Pose.Position));
                }
            }
            _targets[i] = new(world.FindBody(people[i].Name), [.. hands]);
        }
    }

    /// <summary>Notes where everybody is at the instant of the frame.</summary>
    internal void TakeTruth(IPhysicsWorld world)
    {
        _baseInWorld = world.GetPose(_base);
        foreach (Target target in _targets)
        {
            target.Position = world.GetPose(target.Root).Position;
            for (int i = 0; i < target.Hands.Length; i++)
            {
                target.HandPositions[i] = world.GetPose(target.Hands[i].Body).Transform(target.Hands[i].InBody);
            }
        }
    }

    internal void Publish(CameraView view, Timestamp now, ISensorSink sink)
    {
        _message.Camera = view.Camera;
        _message.People.Clear();
        Count(view);
        Pose worldInBase = _baseInWorld.Inverse();
        foreach (Target target in _targets)
        {
            if (target.Pixels >= _options.MinBodyPixels && !_random.Chance(_options.MissProbability))
            {
                _message.People.Add(Describe(target, worldInBase, view));
            }
        }
        if (_random.Chance(_options.FalsePositiveRate))
        {
            int pixel = _random.Index(view.Shapes.Length);
            Vec3 point = worldInBase.Transform(view.CameraInWorld.Transform(view.PointsInCamera[pixel]));
            _message.People.Add(new PersonSeen { Body = Message(point), SigmaM = 0.1, Confidence = _random.Uniform(0.5, 0.7) });
        }
        sink.Publish(SensorKind.People, _message, view.Time, now);
    }

    private void Count(CameraView view)
    {
        foreach (Target target in _targets)
        {
            target.Pixels = 0;
            Array.Clear(target.HandPixels);
        }
        foreach (int shape in view.Shapes)
        {
            if (shape < 0 || _personOfShape[shape] < 0)
            {
                continue;
            }
            Target target = _targets[_personOfShape[shape]];
            target.Pixels++;
            for (int i = 0; _isHand[shape] && i < target.Hands.Length; i++)
            {
                target.HandPixels[i] += target.Hands[i].Shape == shape ? 1 : 0;
            }
        }
    }

    private PersonSeen Describe(Target target, Pose worldInBase, CameraView view)
    {
        double sigma = _options.NoiseM + _options.NoisePerM * target.Position.DistanceTo(view.CameraInWorld.Position);
        PersonSeen seen = new() { Body = Message(Noisy(worldInBase.Transform(target.Position), sigma)), SigmaM = sigma, Confidence = _random.Uniform(0.8, 1) };
        for (int i = 0; i < target.Hands.Length; i++)
        {
            if (target.HandPixels[i] >= _options.MinHandPixels && !_random.Chance(_options.HandMissProbability))
            {
                seen.Hands.Add(Message(Noisy(worldInBase.Transform(target.HandPositions[i]), sigma)));
            }
        }
        return seen;
    }

    private Vec3 Noisy(Vec3 point, double sigma) => point + new Vec3(_random.Gaussian(0, sigma), _random.Gaussian(0, sigma), _random.Gaussian(0, sigma));

    private static Vector3 Message(Vec3 v) => new() { X = v.X, Y = v.Y, Z = v.Z };

    private sealed class Target(BodyHandle root, (int Shape, BodyHandle Body, Vec3 InBody)[] hands)
    {
        public BodyHandle Root => root;
        public (int Shape, BodyHandle Body, Vec3 InBody)[] Hands => hands;
        public Vec3[] HandPositions { get; } = new Vec3[hands.Length];
        public int[] HandPixels { get; } = new int[hands.Length];
        public Vec3 Position { get; set; }
        public int Pixels { get; set; }
    }
}
