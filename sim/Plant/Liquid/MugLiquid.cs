using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Liquid;

/// <summary>
/// What is in one mug: a fill level, the slosh of its surface, and what runs over the brim when the mug tilts or is shaken. The mug's mass
/// follows.
/// </summary>
public sealed class MugLiquid
{
    private const double Gravity = 9.81;
    private const double OverBrimMlPerSec = 600;

    /// <summary>Time constant of the filter on the mug's acceleration, seconds: contact chatter moves no liquid.</summary>
    private const double AccelerationLagSec = 0.03;
    private const double GramsPerMl = 1.0;

    private readonly IPhysicsWorld _world;
    private readonly BodyHandle _body;
    private Sloshing _slosh;
    private Vec3 _velocity;
    private Vec3 _acceleration;
    private double _massedMl;
    private bool _started;

    public MugLiquid(IPhysicsWorld world, MugSpec spec, string body)
    {
        _world = world;
        _body = world.FindBody(body);
        Spec = spec;
        Name = body;
    }

    public MugSpec Spec { get; }
    public string Name { get; }
    public double FillMl { get; private set; }
    public Pose Pose => _world.GetPose(_body);

    /// <summary>Between the mug's axis and the vertical, rad.</summary>
    public double TiltRad => Math.Acos(Math.Clamp(Pose.Orientation.AxisZ.Z, -1, 1));

    /// <summary>Between the mug's axis and apparent gravity (gravity less acceleration), rad.</summary>
    public double ApparentTiltRad { get; private set; }

    /// <summary>Whether a stream falling at a point enters the mug.</summary>
    public bool Catches(Vec3 spoutInWorld)
    {
        Pose pose = Pose;
        Vec3 rim = pose.Transform(new Vec3(0, 0, Spec.HeightM));
        return pose.Orientation.AxisZ.Z > 0.87 && rim.Z < spoutInWorld.Z && (rim - spoutInWorld).HorizontalLength < Spec.InnerRadiusM - 0.004;
    }

    public void Fill(double ml) => FillMl += ml;

    /// <summary>Moves the liquid on; returns the millilitres that left the mug.</summary>
    public double Step(double stepSec)
    {
        Pose pose = Pose;
        Vec3 velocity = _world.GetVelocity(_body).Linear;
        Vec3 acceleration = _started ? (velocity - _velocity) / stepSec : Vec3.Zero;
        _acceleration += (acceleration - _acceleration) * Math.Min(1, stepSec / AccelerationLagSec);
        _velocity = velocity;
        _started = true;
        Vec3 up = pose.Orientation.Inverse().Rotate(new Vec3(0, 0, Gravity) + _acceleration);
        ApparentTiltRad = Math.Atan2(up.HorizontalLength, up.Z);
        if (FillMl <= 0)
        {
            return 0;
        }
        double spilled = up.Z <= 0 ? FillMl : SpillOverBrim(up, stepSec);
        FillMl = Math.Max(0, FillMl - spilled);
        if (Math.Abs(FillMl - _massedMl) > 1)
        {
            _massedMl = FillMl;
            _world.SetMass(_body, Spec.MassKg + FillMl * GramsPerMl * 1e-3);
        }
        return spilled;
    }

    private double SpillOverBrim(Vec3 up, double stepSec)
    {
        double depth = Spec.LevelM(FillMl) - Spec.WallM;
        _slosh.Step(up.X / up.Z, up.Y / up.Z, Spec.InnerRadiusM, depth, stepSec);
        double excess = FillMl - HoldsMl(Math.Max(_slosh.Slope, 0));
        return Math.Clamp(excess, 0, OverBrimMlPerSec * stepSec);
    }

    /// <summary>
    /// What stays in a cylinder whose surface has a slope: the surface meets the brim on one side; once it also meets the bottom, the wedge
    /// that is left shrinks with the slope.
    /// </summary>
    private double HoldsMl(double slope)
    {
        double inside = Spec.HeightM - 2 * Spec.WallM;
        double rise = Spec.InnerRadiusM * slope;
        double share = rise <= inside / 2 ? 1 - rise / inside : inside / (4 * rise);
        return Spec.CapacityMl * share;
    }
}
