using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Control.Tests;

/// <summary>A robot whose joints follow setpoints with a servo's lag, its gate, and simulated time: what most gate tests need.</summary>
internal sealed class SimulatedRobot : IRobotHardware
{
    public const ulong RunId = 7;
    private const double LagSec = 0.01;
    private static readonly float[] NoReturns = new float[90];
    private static readonly byte[] NoDepth = new byte[2 * 4 * 4];

    private readonly double _cycleSec;
    private ulong _sequence;
    private long _cycles;

    public SimulatedRobot(JointVector? start = null, RobotDescription? description = null, string? model = null)
    {
        Description = description ?? ReferenceRobot.Load();
        _cycleSec = Description.Safety.CycleSec;
        Gate = new(Description, new(RunId, Description.ContentHash, model));
        Loop = new(Gate, this, Inputs);
        Surroundings = new(Description, Loop.History, Inputs);
        Measurement.PositionRad = start ?? Description.Arm.NominalPosture;
        Measurement.GripperWidthM = 0.1;
    }

    public RobotDescription Description { get; }
    public SafetyGate Gate { get; }
    public GateInputs Inputs { get; } = new();
    public GateLoop Loop { get; }
    public SurroundingsBuilder Surroundings { get; }

    /// <summary>Called ten times a second with the time of a scan and a depth image to show; the robot stands in the open unless a test says otherwise.</summary>
    public Action<SurroundingsBuilder, Timestamp> Show { get; set; } = ShowNothing;
    public Timestamp Now { get; private set; } = Timestamp.FromSeconds(1);
    public RobotMeasurement Measurement;
    public GatedCommand Command { get; private set; }

    /// <summary>Called after each cycle.</summary>
    public Action? OnCycle { get; set; }

    /// <summary>Distorts what the gate gets to see.</summary>
    public Func<RobotMeasurement, RobotMeasurement>? Sensor { get; set; }

    public void Read(ref RobotMeasurement measurement)
    {
        Measurement.Stamp = Now;
        measurement = Sensor is null ? Measurement : Sensor(Measurement);
    }

    public void Write(in GatedCommand command)
    {
        Assert.True(command.IsGenuine);
        Command = command;
        if (!command.IsPowered)
        {
            Measurement.VelocityRadPerSec = default;
            return;
        }
        for (int i = 0; i < JointVector.Length; i++)
        {
            double error = command.PositionRad[i] - Measurement.PositionRad[i];
            double velocity = command.VelocityRadPerSec[i] + error / LagSec;
            Measurement.VelocityRadPerSec[i] = velocity;
            Measurement.PositionRad[i] += velocity * _cycleSec;
        }
        Measurement.LiftM = command.LiftM;
        Measurement.LiftVelocityMPerSec = command.LiftVelocityMPerSec;
        Measurement.GripperWidthM = command.GripperWidthM;
        (Measurement.BaseVxMPerSec, Measurement.BaseVyMPerSec, Measurement.BaseYawRateRadPerSec) =
            (command.BaseVxMPerSec, command.BaseVyMPerSec, command.BaseYawRateRadPerSec);
        (double sin, double cos) = Math.SinCos(Measurement.BaseOdometry.YawRad);
        Measurement.BaseOdometry = new(
            Measurement.BaseOdometry.X + (cos * command.BaseVxMPerSec - sin * command.BaseVyMPerSec) * _cycleSec,
            Measurement.BaseOdometry.Y + (sin * command.BaseVxMPerSec + cos * command.BaseVyMPerSec) * _cycleSec,
            Measurement.BaseOdometry.YawRad + command.BaseYawRateRadPerSec * _cycleSec);
    }

    public static void ShowNothing(SurroundingsBuilder surroundings, Timestamp time)
    {
        surroundings.AddScan(NoReturns, 0, 2 * Math.PI / 90, time);
        surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(NoDepth, 4, 4, 1.2, 1.2), time);
    }

    public void Cycle()
    {
        Now = Now.AddSeconds(_cycleSec);
        if (_cycles++ % 50 == 20)
        {
            Show(Surroundings, Now.AddSeconds(-0.03));
        }
        Loop.Cycle(Now);
        OnCycle?.Invoke();
    }

    /// <summary>A cycle that does not run: the drives go on with what they were last told.</summary>
    public void Miss()
    {
        Now = Now.AddSeconds(_cycleSec);
        Write(Command);
    }

    public void Run(double seconds, bool heartbeats = true)
    {
        int cycles = (int)Math.Round(seconds / _cycleSec);
        for (int n = 0; n < cycles; n++)
        {
            if (heartbeats)
            {
                Gate.Heartbeat(Now);
            }
            Cycle();
        }
    }

    public void Engage()
    {
        Gate.RequestEngage();
        Run(0.2);
        Assert.Equal(GateMode.Active, Gate.Mode);
        Run(Description.Safety.Engagement.RampSec);
    }

    /// <summary>An empty plan in order, to be filled in.</summary>
    public GatePlan NewPlan(double lastsSec = 2) => new()
    {
        RunId = RunId,
        Sequence = ++_sequence,
        RobotHash = Description.ContentHash,
        ObservedTime = Now,
        Expires = Now.AddSeconds(lastsSec),
        LiftM = Command.LiftM,
    };

    /// <summary>A plan to drive straight ahead (m/s) from 0.1 s on.</summary>
    public GatePlan NewDrive(double vxMPerSec, double untilSec, double lastsSec)
    {
        GatePlan plan = NewPlan(lastsSec);
        plan.BaseCount = 2;
        plan.Base[0] = new(Now.AddSeconds(0.1), vxMPerSec, 0, 0);
        plan.Base[1] = new(Now.AddSeconds(untilSec), vxMPerSec, 0, 0);
        return plan;
    }

    /// <summary>What the gate has intervened in since it was last asked.</summary>
    public List<GateIntervention> DrainInterventions()
    {
        List<GateIntervention> interventions = [];
        while (Gate.Interventions.TryRead(out GateIntervention intervention))
        {
            interventions.Add(intervention);
        }
        return interventions;
    }

    public PlanVerdict Offer(GatePlan plan) => Gate.AcceptPlan(plan, Now);
}
