using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant;
using RoboticsStack.Scenes;

namespace RoboticsStack.Faults.Effects;

/// <summary>A person pushes a link of the arm that no sensor but the joints' torques feels.</summary>
internal sealed class ElbowPush(RandomStream random) : FaultEffect
{
    /// <summary>Elbow and forearm, by the joint that carries them.</summary>
    private readonly int _joint = random.Pick([3, 4]);
    private readonly Vec3 _force = new Vec3(random.Gaussian(), random.Gaussian(), random.Gaussian()).Normalized() * random.Uniform(40, 100);
    private string _link = "";
    private BodyHandle? _body;

    public override double PushN => _force.Length;

    public override RobotDescription Configure(RobotDescription robot)
    {
        _link = robot.ArmJoints[_joint].Child;
        return robot;
    }

    public override void OnWorld(SimulatedKitchen plant, Timestamp now) => Push(plant, _force);

    public override void Leave(SimulatedKitchen plant) => Push(plant, Vec3.Zero);

    private void Push(SimulatedKitchen plant, Vec3 force)
    {
        _body ??= plant.World.FindBody(_link);
        plant.World.SetExternalForce(_body.Value, force);
    }
}
