using RoboticsStack.Faults.Effects;

namespace RoboticsStack.Faults;

/// <summary>Every fault that the campaign, the emulated hardware and the tests inject: one list for all of them.</summary>
public static class FaultCatalogue
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("not-a-number", FaultCategory.Sensor, "a measured value is not finite", random => new NotANumber(random)),
        new("frozen-sensors", FaultCategory.Sensor, "all measured values stand still, their stamps do not", _ => new Frozen()),
        new("sensor-dropout", FaultCategory.Sensor, "no new samples arrive", _ => new Dropout()),
        new("encoder-jump", FaultCategory.Sensor, "one joint encoder is off from one cycle to the next", random => new EncoderJump(random)),
        new("encoder-drift", FaultCategory.Sensor, "one joint encoder drifts away", random => new EncoderDrift(random)),
        new("ghost-force", FaultCategory.Sensor, "the wrist sensor shows a force that is not there", random => new GhostForce(random)),
        new("numb-wrist", FaultCategory.Sensor, "the wrist sensor shows nothing", _ => new NumbWrist()),
        new("numb-pads", FaultCategory.Sensor, "the fingertips show nothing", _ => new NumbPads()),
        new("wrong-stamp", FaultCategory.Sensor, "samples carry the wrong time", random => new WrongStamp(random)),
        new("read-failure", FaultCategory.Sensor, "reading the hardware throws", random => new ReadFailure(random)),
        new("lost-commands", FaultCategory.Actuator, "commands do not reach the drives", random => new LostCommands(random)),
        new("write-failure", FaultCategory.Actuator, "writing to the hardware throws", _ => new WriteFailure()),
        new("stuck-brake", FaultCategory.Actuator, "the brake of one joint closes while the others go on", random => new StuckBrake(random)),
        new("weak-drive", FaultCategory.Actuator, "a joint's motor has lost part of its torque", random => new WeakDrive(random)),
        new("sluggish-drives", FaultCategory.Actuator, "the drives follow their setpoints late", random => new SluggishDrives(random)),
        new("stuck-gripper", FaultCategory.Actuator, "the gripper does not open", _ => new StuckGripper()),
        new("locked-wheel", FaultCategory.Actuator, "a wheel is locked and the base turns about it", random => new LockedWheel(random)),
        new("lost-plans", FaultCategory.Communication, "plans are lost", random => new UnreliableLink(random, PlanFate.Lost)),
        new("doubled-plans", FaultCategory.Communication, "plans arrive twice", random => new UnreliableLink(random, PlanFate.ArrivesTwice)),
        new("late-plans", FaultCategory.Communication, "plans arrive late and out of order", random => new UnreliableLink(random, PlanFate.ArrivesLate)),
        new("corrupted-plans", FaultCategory.Communication, "a number of the plan is changed on the way", random => new CorruptedPlan(random)),
        new("cut-plans", FaultCategory.Communication, "the end of a plan, or a part of it, is missing", random => new CutPlan(random)),
        new("plan-flood", FaultCategory.Communication, "many plans arrive in one instant", random => new UnreliableLink(random, PlanFate.ArrivesInFlood)),
        new("other-run", FaultCategory.Communication, "plans are of another run", _ => new WrongIdentity(plan => plan.RunId++)),
        new("brain-dead", FaultCategory.Process, "the brain ends and the gate's host notices", _ => new BrainGone(isNoticed: true)),
        new("brain-hangs", FaultCategory.Process, "the brain says nothing any more and nobody notices", _ => new BrainGone(isNoticed: false)),
        new("brain-restart", FaultCategory.Process, "the brain is started again and numbers its plans from one", random => new BrainRestart(random)),
        new("second-brain", FaultCategory.Process, "another brain plans for the same robot", random => new SecondBrain(random)),
        new("missed-cycles", FaultCategory.Timing, "the control loop misses cycles", random => new MissedCycles(random)),
        new("bad-clock", FaultCategory.Timing, "the control loop's clock stands still or jumps", random => new BadClock(random)),
        new("overload", FaultCategory.Timing, "the control loop gets a fraction of its cycles", random => new Overload(random)),
        new("brain-clock", FaultCategory.Timing, "the brain's clock is ahead or behind", random => new BrainClock(random)),
        new("slow-brain", FaultCategory.Timing, "the brain takes long to think", random => new SlowBrain(random)),
        new("overconfidence", FaultCategory.Planner, "plans lead on through what is in the way", random => new Overconfidence(random)),
        new("wrong-frame", FaultCategory.Planner, "plans are given in another frame", random => new WrongFrame(random)),
        new("wrong-object", FaultCategory.Planner, "plans are made for something that stands elsewhere", random => new WrongObject(random)),
        new("drifting-model", FaultCategory.Model, "the world model's idea of where things are drifts away", random => new DriftingModel(random)),
        new("other-model", FaultCategory.Model, "plans are made with another world model", _ => new WrongIdentity(plan => plan.ModelHash = "ffffffffffff")),
        new("other-robot", FaultCategory.Configuration, "plans are made for another robot description", _ => new WrongIdentity(plan => plan.RobotHash = "ffffffffffff")),
        new("altered-limits", FaultCategory.Configuration, "the gate's limits are not those that the brain knows", random => new AlteredLimits(random)),
        new("emergency-stop", FaultCategory.Human, "a person presses the emergency stop, and perhaps lets the robot go on", random => new EmergencyStop(random)),
        new("impatient-operator", FaultCategory.Human, "a person asks to engage again and again", random => new ImpatientOperator(random)),
        new("hasty-reset", FaultCategory.Human, "a person stops the robot and lets it go on at once", random => new HastyReset(random)),
        new("arm-push", FaultCategory.Human, "a person pushes the gripper", random => new ArmPush(random)),
        new("moved-mug", FaultCategory.Human, "a person moves a mug about by hand", random => new MovedMug(random)),
    ];
}
