using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Robot;

/// <summary>
/// A force/torque sensor between flange and gripper: what the world exerts on the gripper, in the gripper's frame, with the gripper's own weight
/// taken out as it is known. A payload's weight, and the gripper's inertia, show.
/// </summary>
internal sealed class WristSensor
{
    private const double ForceNoiseN = 0.12;
    private const double TorqueNoiseNm = 0.006;
    private const double ForceBiasN = 0.15;
    private const double TorqueBiasNm = 0.01;

    private readonly IPhysicsWorld _world;
    private readonly BodyHandle _gripper;
    private readonly RandomStream _random;
    private readonly double _weightN;
    private readonly Vec3 _centreOfMass;
    private readonly Wrench _bias;

    public WristSensor(IPhysicsWorld world, RobotDescription robot, RandomStream random)
    {
        _world = world;
        _random = random;
        _gripper = world.FindBody(robot.Frames.Gripper);
        double mass = 0;
        Vec3 moment = Vec3.Zero;
        foreach (RobotLink link in robot.Links)
        {
            if (link.Inertia is { } inertia && HangsFrom(robot, link.Name, robot.Frames.Gripper))
            {
                mass += inertia.MassKg;
                moment += robot.PoseAtZero(link.Name, robot.Frames.Gripper).Transform(inertia.CentreOfMass) * inertia.MassKg;
            }
        }
        _weightN = 9.81 * mass;
        _centreOfMass = moment / mass;
        _bias = new(Noise(ForceBiasN), Noise(TorqueBiasNm));
    }

    public Wrench Read()
    {
        Wrench onParent = _world.GetJointWrench(_gripper);
        Vec3 weight = _world.GetPose(_gripper).Orientation.Inverse().Rotate(new Vec3(0, 0, -_weightN));
        return new(
            onParent.Force - weight + _bias.Force + Noise(ForceNoiseN),
            onParent.Torque - _centreOfMass.Cross(weight) + _bias.Torque + Noise(TorqueNoiseNm));
    }

    private Vec3 Noise(double sigma) => new(_random.Gaussian(0, sigma), _random.Gaussian(0, sigma), _random.Gaussian(0, sigma));

    private static bool HangsFrom(RobotDescription robot, string link, string ancestor)
    {
        while (link != ancestor)
        {
            if (robot.FindJointAbove(link) is not { } joint)
            {
                return false;
            }
            link = joint.Parent;
        }
        return true;
    }
}
