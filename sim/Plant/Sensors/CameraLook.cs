using RoboticsStack.Control.Robot;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Safety;

namespace RoboticsStack.Plant.Sensors;

/// <summary>
/// A while with the cameras open before a run begins, so that the gate has seen what stands around the robot, as after driving up to it. The arm's own motion out of the way and back is
/// not simulated.
/// </summary>
public static class CameraLook
{
    /// <summary>The slower camera gives an image within it.</summary>
    public const double DurationSec = 0.3;

    /// <param name="plant">Stands still, and ends with the arm where it was.</param>
    /// <param name="loop">Remembers where the robot was while it looked.</param>
    /// <param name="sensors">Gets what the cameras see.</param>
    /// <param name="robot">As the gate knows it.</param>
    /// <param name="isArmAway">The arm is stowed meanwhile, and hides nothing.</param>
    public static void Take(SimulatedKitchen plant, GateLoop loop, ISensorSink sensors, RobotDescription robot, bool isArmAway = true)
    {
        RobotSetpoint start = plant.TrueRobot.HoldHere();
        if (isArmAway)
        {
            plant.PlaceArm(PlantOptions.DrivingLiftM, robot.Arm.StowPosture);
        }
        RobotMeasurement measured = new();
        double end = plant.Now.Seconds + DurationSec;
        while (plant.Now.Seconds < end)
        {
            plant.Hardware.Read(ref measured);
            loop.History.Append(measured, plant.Now);
            plant.Step(sensors);
        }
        if (isArmAway)
        {
            plant.PlaceArm(start.LiftM, start.PositionRad);
        }
    }
}
