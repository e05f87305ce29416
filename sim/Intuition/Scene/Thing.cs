using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Scenes;

namespace RoboticsStack.Intuition.Scene;

/// <summary>Classes that the detector tells apart; in one clip every thing is of another class.</summary>
public enum ThingClass
{
    BowlingBall,
    TennisBall,
    YogaBall,
    ToyBall,
    ToyBlock,
    Crate,
}

/// <summary>A movable thing and how it starts.</summary>
/// <param name="HalfExtentM">Half extents; a ball's are all its radius.</param>
/// <param name="Start">Pose in the world at the start of the clip.</param>
/// <param name="Velocity">World frame.</param>
public sealed record Thing(ThingClass Class, Vec3 HalfExtentM, double MassKg, double Friction, Pose Start, Twist Velocity)
{
    /// <summary>Where things are that have no part in the clip: far out of every camera's sight.</summary>
    private static Pose Away(int index) => new(new Vec3(400 + 10 * index, 0, 0.5), Quat.Identity);

    /// <summary>The same thing without a part in the clip.</summary>
    /// <param name="index">Its own among the things.</param>
    public Thing Absent(int index) => this with { Start = Away(index), Velocity = default };

    public bool IsAbsent => Start.Position.X > 100;

    public bool IsBall => IsBallClass(Class);

    /// <summary>Half its height as it stands.</summary>
    public double HalfHeightM => HalfExtentM.Z;

    public static bool IsBallClass(ThingClass kind) => kind is not (ThingClass.ToyBlock or ThingClass.Crate);

    /// <summary>A thing of a class with sizes and masses as sold: a bowling ball is 21.6 cm, a tennis ball 6.7 cm, a yoga ball 55 to 65 cm across.</summary>
    public static Thing Draw(ThingClass kind, RandomStream random)
    {
        (Vec3 half, double mass) = kind switch
        {
            ThingClass.BowlingBall => (Ball(random.Uniform(0.1080, 0.1092)), random.Uniform(4, 7.2)),
            ThingClass.TennisBall => (Ball(random.Uniform(0.0327, 0.0343)), random.Uniform(0.056, 0.0594)),
            ThingClass.YogaBall => (Ball(random.Uniform(0.275, 0.325)), random.Uniform(0.9, 1.6)),
            ThingClass.ToyBall => (Ball(random.Uniform(0.04, 0.09)), random.Uniform(0.05, 0.6)),
            ThingClass.ToyBlock => (new Vec3(random.Uniform(0.03, 0.05), random.Uniform(0.03, 0.05), random.Uniform(0.03, 0.05)), random.Uniform(0.05, 0.4)),
            _ => (new Vec3(random.Uniform(0.08, 0.13), random.Uniform(0.08, 0.13), random.Uniform(0.07, 0.11)), random.Uniform(0.5, 3)),
        };
        return new(kind, half, mass, random.Uniform(0.3, 0.9), Pose.Identity, default);
    }

    /// <summary>The same thing standing or rolling at a place, without slip.</summary>
    public Thing At(Vec3 position, Vec3 velocity = default) => this with
    {
        Start = new(position, Quat.Identity),
        Velocity = Rolling(velocity),
    };

    /// <summary>Linear velocity with the spin of rolling without slip on level ground; a box does not spin.</summary>
    public Twist Rolling(Vec3 velocity) => new(velocity, IsBall ? new Vec3(-velocity.Y, velocity.X, 0) / HalfHeightM : Vec3.Zero);

    internal BodyDescription ToBody(int index) => new()
    {
        Name = BodyName(index),
        Free = true,
        Pose = Start,
        Shapes =
        [
            new()
            {
                Name = $"{BodyName(index)}_shape",
                Kind = IsBall ? ShapeKind.Sphere : ShapeKind.Box,
                Size = HalfExtentM,
                MassKg = MassKg,
                Friction = new(Friction, 0.005, 0.0001),
                Collision = CollisionGroup.Movable,
                Semantic = Core.SemanticClass.Clutter,
                Colour = Colour,
            },
        ],
    };

    internal static string BodyName(int index) => $"thing{index}";

    private Rgba Colour => Class switch
    {
        ThingClass.BowlingBall => new(0.16f, 0.22f, 0.45f),
        ThingClass.TennisBall => new(0.80f, 0.90f, 0.20f),
        ThingClass.YogaBall => new(0.62f, 0.35f, 0.70f),
        ThingClass.ToyBall => new(0.90f, 0.28f, 0.22f),
        ThingClass.ToyBlock => new(0.15f, 0.60f, 0.40f),
        _ => new(0.80f, 0.58f, 0.33f),
    };

    private static Vec3 Ball(double radius) => new(radius, radius, radius);
}
