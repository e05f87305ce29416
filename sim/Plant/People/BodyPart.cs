using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.People;

/// <summary>
/// One capsule of a person: soft on the outside, a mass behind it, held where the body's motion wants it by muscles that give way. After the model of
/// ISO/TS 15066: spring between robot and the mass of the part that is hit, which recoils.
/// </summary>
internal sealed class BodyPart(BodyHandle body, ShapeDescription shape, BodyRegion region)
{
    /// <summary>Muscles pull a part back to where it wants to be with about one swing a second, and no harder than a push of the hand.</summary>
    private const double MuscleRadPerSec = 2 * Math.PI;
    private const double MuscleMaxN = 100;
    private const int Substeps = 4;

    /// <summary>Force-measuring devices for such contacts filter at 100 Hz: what is shorter, flesh does not feel as a push.</summary>
    private const double FilterHz = 100;

    private Vec3 _recoil, _recoilVelocity;
    private Vec3 _a, _b;
    private double _contactSec;
    private double _filteredN;
    private bool _isRobotsDoing;

    public BodyHandle Body => body;
    public BodyRegion Region => region;
    public RegionMechanics Mechanics { get; } = RegionMechanics.Of(region);
    public double RadiusM => shape.Size.X;

    /// <summary>Ends of the axis, world frame.</summary>
    public Vec3 A => _a + _recoil;
    public Vec3 B => _b + _recoil;

    /// <summary>Radius of a ball about the axis's middle that holds the part.</summary>
    public double ReachM => shape.Size.X + (shape.Kind == ShapeKind.Capsule ? shape.Size.Y : 0);

    /// <summary>Filtered, of the latest step; from the moment on at which the robot moved into the part, until they part.</summary>
    public double RobotForceN => _isRobotsDoing ? _filteredN : 0;

    /// <summary>Filtered, whoever moved.</summary>
    public double ForceN => _filteredN;

    /// <summary>Has gone on for longer than an instant.</summary>
    public bool IsLasting => _contactSec > RegionMechanics.TransientSec;

    /// <summary>Takes over where the body's joints have put the part.</summary>
    public void Move(Pose bodyInWorld)
    {
        Pose pose = bodyInWorld * shape.Pose;
        Vec3 half = shape.Kind == ShapeKind.Capsule ? pose.Orientation.AxisZ * shape.Size.Y : Vec3.Zero;
        (_a, _b) = (pose.Position - half, pose.Position + half);
    }

    /// <summary>Lets the mass move under the forces of a step and notes what was felt.</summary>
    /// <param name="forceN">Of all contacts, on the person.</param>
    /// <param name="isRobotMovingIn">Some part of the robot that touches came by its own motion.</param>
    /// <param name="dt">Length of the step.</param>
    public void Feel(Vec3 forceN, bool isRobotMovingIn, double dt)
    {
        double magnitude = forceN.Length;
        bool touches = magnitude > 0;
        _contactSec = touches ? _contactSec + dt : 0;
        _isRobotsDoing = (touches && _isRobotsDoing) || isRobotMovingIn || (!touches && _isRobotsDoing && _filteredN > 1);
        _filteredN += (magnitude - _filteredN) * (1 - Math.Exp(-2 * Math.PI * FilterHz * dt));
        if (!touches && _recoil == Vec3.Zero)
        {
            return;
        }
        double step = dt / Substeps, mass = Mechanics.MassKg;
        for (int n = 0; n < Substeps; n++)
        {
            Vec3 muscle = (-MuscleRadPerSec * MuscleRadPerSec * mass * _recoil - 2 * MuscleRadPerSec * mass * _recoilVelocity).ClampLength(MuscleMaxN);
            _recoilVelocity += (forceN + muscle) * (step / mass);
            _recoil += _recoilVelocity * step;
        }
        if (!touches && _recoil.Length < 1e-5 && _recoilVelocity.Length < 1e-4)
        {
            (_recoil, _recoilVelocity) = (Vec3.Zero, Vec3.Zero);
        }
    }
}
