using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.People;

/// <summary>
/// One capsule of a person: soft on the outside, a mass behind it, held where the body's motion wants it by muscles that give way. After the model of
/// ISO/TS 15066: spring between robot and the mass of the part that is hit, which recoils.
/// </summary>
/// <remarks>
/// The part recoils against the rest of the body, which is pushed as a whole at the same time (<see cref="PersonMotion.Push"/>). Its own mass is chosen such
/// that both together answer a force as the region's effective mass, scaled to this person's weight; a leg has all of the body behind it and does not move
/// against it at all. So no number of parts that touch at once weighs more than the person does.
/// </remarks>
internal sealed class BodyPart(BodyHandle body, ShapeDescription shape, BodyRegion region, double personKg)
{
    /// <summary>Muscles pull a part back to where it wants to be with about one swing a second, and no harder than a push of the hand.</summary>
    private const double MuscleRadPerSec = 2 * Math.PI;
    private const double MuscleMaxN = 100;
    private const int Substeps = 4;

    /// <summary>
    /// Flesh swallows most of a blow: the spring's force grows by this share per m/s at which it is being pressed in, and falls by it while it swells back
    /// (Hunt and Crossley, 1975). At 1.5 m/s a third of the speed comes back, as of blunt blows to a body (order of magnitude, to be verified).
    /// </summary>
    private const double LossPerMPerSec = 0.8;

    /// <summary>Force-measuring devices for such contacts filter at 100 Hz: what is shorter, flesh does not feel as a push.</summary>
    private const double FilterHz = 100;

    /// <summary>1/kg: what the part gives beyond the body as a whole.</summary>
    private readonly double _mobility = Math.Max(0, 1 / RegionMechanics.Of(region).MassKg - 1 / PersonMass.ReferenceKg) * PersonMass.ReferenceKg / personKg;

    private Vec3 _recoil, _recoilVelocity;
    private bool _hasMoved;
    private Vec3 _a, _b;
    private double _contactSec;
    private double _filteredN;
    private double _robotM, _ownM;

    public BodyHandle Body => body;
    public BodyRegion Region => region;
    public RegionMechanics Mechanics { get; } = RegionMechanics.Of(region);
    public double RadiusM => shape.Size.X;

    /// <summary>Ends of the axis, world frame.</summary>
    public Vec3 A => _a + _recoil;
    public Vec3 B => _b + _recoil;

    /// <summary>Radius of a ball about the axis's middle that holds the part.</summary>
    public double ReachM => shape.Size.X + (shape.Kind == ShapeKind.Capsule ? shape.Size.Y : 0);

    /// <summary>Of the latest step, world frame, m/s.</summary>
    public Vec3 Velocity { get; private set; }

    /// <summary>
    /// Filtered, of the latest step: the robot's share of it, which is that of the way on which the two have come into each other since they met. A blow goes with the speed at which
    /// two meet (F = v √(k μ), ISO/TS 15066, A.3.4), a spring with the way; who runs into a robot that creeps, or goes on to walk with a leg against it, adds their own to both.
    /// </summary>
    public double RobotForceN => _robotM > 0 ? _robotM / (_robotM + _ownM) * _filteredN : 0;

    /// <summary>Filtered, whoever moved.</summary>
    public double ForceN => _filteredN;

    /// <summary>Has gone on for longer than an instant.</summary>
    public bool IsLasting => _contactSec > RegionMechanics.TransientSec;

    /// <summary>Takes over where the body's joints have put the part, a step of <paramref name="dt"/> seconds after the last.</summary>
    public void Move(Pose bodyInWorld, double dt)
    {
        Pose pose = bodyInWorld * shape.Pose;
        Vec3 half = shape.Kind == ShapeKind.Capsule ? pose.Orientation.AxisZ * shape.Size.Y : Vec3.Zero;
        Velocity = _hasMoved ? (pose.Position - (_a + _b) * 0.5) / dt + _recoilVelocity : Vec3.Zero;
        (_a, _b, _hasMoved) = (pose.Position - half, pose.Position + half, true);
    }

    /// <summary>What the flesh pushes back with, N.</summary>
    /// <param name="depthM">How deep it is pressed in.</param>
    /// <param name="outward">Unit vector away from what presses.</param>
    /// <param name="robotMPerSec">Velocity of the point that presses.</param>
    public double Resist(double depthM, Vec3 outward, Vec3 robotMPerSec) =>
        Mechanics.StiffnessNPerM * depthM * Math.Clamp(1 + LossPerMPerSec * (robotMPerSec - Velocity).Dot(outward), 0, 2);

    /// <summary>Lets the mass move under the forces of a step and notes what was felt.</summary>
    /// <param name="forceN">Of all contacts, on the person.</param>
    /// <param name="robotMPerSec">How fast the robot comes into the part by its own doing; negative while it goes back.</param>
    /// <param name="ownMPerSec">How fast the part comes into the robot.</param>
    /// <param name="dt">Length of the step.</param>
    public void Feel(Vec3 forceN, double robotMPerSec, double ownMPerSec, double dt)
    {
        double magnitude = forceN.Length;
        bool touches = magnitude > 0;
        _contactSec = touches ? _contactSec + dt : 0;
        bool goesOn = touches || _filteredN > 1;
        (_robotM, _ownM) = goesOn ? (Math.Max(0, _robotM + robotMPerSec * dt), Math.Max(0, _ownM + ownMPerSec * dt)) : (0, 0);
        _filteredN += (magnitude - _filteredN) * (1 - Math.Exp(-2 * Math.PI * FilterHz * dt));
        if (_mobility == 0 || (!touches && _recoil == Vec3.Zero))
        {
            return;
        }
        double step = dt / Substeps, mass = 1 / _mobility;
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
