using RoboticsStack.Control.Robot;
using RoboticsStack.Plant;
using RoboticsStack.Safety;
using RoboticsStack.Scenes;

namespace RoboticsStack.Faults;

/// <summary>
/// Holds an episode to its promises. Reads the commands as they were sent and the plant's truth, and works everything out itself: finite differences,
/// its own form of the velocity envelope, the physics engine's velocities and forces. It shares numbers with the gate (the robot's limits), no code.
/// </summary>
public sealed class EpisodeJudge
{
    private readonly SimulatedKitchen _plant;
    private readonly CommandJudge _commands;
    private readonly MotionJudge _motion;
    private readonly StopJudge _stops;
    private readonly ForceJudge _forces;
    private readonly PushJudge _pushes;
    private readonly Func<string> _describe, _describeMeeting;

    public EpisodeJudge(RobotDescription robot, SimulatedKitchen plant, PromiseBook book)
    {
        _plant = plant;
        Sheet = new PromiseSheet(book);
        _commands = new CommandJudge(robot, Sheet);
        _pushes = new PushJudge(robot, plant);
        _motion = new MotionJudge(robot, plant, _pushes, Sheet);
        _stops = new StopJudge(plant, _motion, _pushes, Sheet);
        _forces = new ForceJudge(plant);
        (_describe, _describeMeeting) = (_forces.DescribeMostPressed, plant.People.DescribeWorstMeeting);
    }

    public PromiseSheet Sheet { get; }

    /// <summary>Before each of the gate's cycles.</summary>
    public void NoteBrain(bool isAlive, bool follows) => _stops.NoteBrain(isAlive, follows);

    public void NoteMissedCycle() => _stops.NoteMissedCycle();

    /// <summary>A fault in the drives themselves is in force.</summary>
    public void NoteDeafDrives() => _motion.NoteDeafDrives();

    /// <summary>Someone pushes the robot with so much, N; 0 for nobody.</summary>
    public void NotePush(double forceN) => _pushes.NotePush(forceN);

    /// <summary>Someone moves this thing about.</summary>
    public void NoteMoved(BodyHandle thing) => _forces.NoteMoved(thing);

    /// <summary>After each of the gate's cycles.</summary>
    public void OnCommand(in GatedCommand command)
    {
        _commands.Check(command, _plant.Now.Seconds);
        _pushes.OnCommand(command);
        _motion.OnCommand(command);
        _stops.OnCommand(command);
    }

    /// <summary>After each step of the world.</summary>
    public void OnStep()
    {
        double now = _plant.Now.Seconds;
        _forces.Step(_pushes.PushN);
        _pushes.Step(_forces.TouchN);
        if (_forces.Touches || _pushes.IsPush)
        {
            _motion.NoteTouch();
        }
        Sheet.Note(Promise.TransientForce, _pushes.HasShoved ? 0 : _forces.TransientN, now, _describe);
        Sheet.Note(Promise.LastingForce, _pushes.HasShoved ? 0 : _forces.LastingN, now, _describe);
        Sheet.Note(Promise.PersonForce, _plant.People.WorstShare, now, _describeMeeting);
        Sheet.Note(Promise.PersonContactSpeed, _plant.People.FastestContactMPerSec, now);
        _motion.Step();
        _stops.Step();
    }
}
