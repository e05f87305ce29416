using RoboticsStack.Control.Robot;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Brain;

namespace RoboticsStack.Runtime.Processes;

/// <summary>
/// Stands in for the brain where only motion counts: answers every tick with a plan that keeps arm and base in motion, never all of it at rest, and
/// sends heartbeats. For commissioning, for benches, and for finding out what happens when a brain is killed.
/// </summary>
public static class ExerciseBrain
{
    private const double StepSec = 0.1;
    private const int Points = 8;
    private const double AmplitudeRad = 0.15;
    private const double PeriodSec = 3;
    private const double BaseMPerSec = 0.08;

    /// <param name="robot">What is moved, about its nominal posture.</param>
    /// <param name="topics">Of that robot.</param>
    /// <param name="address">With the brain's identity.</param>
    /// <param name="floods">Also sends worthless plans as fast as it can.</param>
    public static void Run(RobotDescription robot, Topics topics, BrokerAddress address, bool floods, CancellationToken cancellation)
    {
        using MosquittoBus bus = new(new MosquittoBusOptions { Address = address, LastWillTopic = topics.BrainStatus });
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bus.ConnectionLost += _ => end.Cancel();
        MessageWriter<Plan>? plans = null;
        ulong run = 0;
        // Sequences go on where an earlier brain of the same run left off: the gate takes nothing that is not newer.
        bus.SubscribeTo<Tick>(topics.LockstepTick, tick =>
        {
            long arrived = System.Diagnostics.Stopwatch.GetTimestamp();
            if (plans is null || run != tick.Header.RunId)
            {
                run = tick.Header.RunId;
                plans = new(bus, topics.Plan, new("brain", run), QualityOfService.AtLeastOnce);
            }
            Plan plan = PlanFor(robot, tick.TimeNs, tick.Index + 1);
            PlanTimes.Stamp(plan, tick, arrived);
            plans.Publish(plan, new(tick.TimeNs), new(tick.TimeNs));
        }, new DropCounters());
        if (floods)
        {
            new Thread(() => Flood(bus, topics, end.Token)) { IsBackground = true, Name = "flood" }.Start();
        }
        TimeSpan heartbeatPeriod = TimeSpan.FromSeconds(robot.Safety.Watchdog.HeartbeatPeriodSec);
        while (!end.IsCancellationRequested)
        {
            bus.Publish(topics.BrainStatus, StatusText.Online);
            end.Token.WaitHandle.WaitOne(heartbeatPeriod);
        }
        bus.Publish(topics.BrainStatus, StatusText.Offline, QualityOfService.AtLeastOnce, retain: true);
    }

    /// <summary>Where everything is at a time depends on that time alone, so that plans join without a jump.</summary>
    internal static Plan PlanFor(RobotDescription robot, long observedNs, ulong sequence)
    {
        Plan plan = new()
        {
            Sequence = sequence,
            RobotHash = robot.ContentHash,
            ObservedTimeNs = observedNs,
            ExpiresNs = observedNs + (long)(Points * StepSec * 1e9),
            LiftM = (robot.Lift.LowM + robot.Lift.HighM) / 2,
        };
        for (int k = 1; k <= Points; k++)
        {
            long at = observedNs + (long)(k * StepSec * 1e9);
            double phase = 2 * Math.PI * at * 1e-9 / PeriodSec;
            JointPoint point = new() { TimeNs = at };
            for (int joint = 0; joint < JointVector.Length; joint++)
            {
                // Every other joint is fastest where its neighbours turn round.
                point.PositionRad.Add(robot.Arm.NominalPosture[joint] + AmplitudeRad * Math.Sin(phase + joint % 2 * Math.PI / 2));
            }
            plan.Joints.Add(point);
            plan.Base.Add(new BasePoint { TimeNs = at, VxMPerSec = BaseMPerSec * Math.Cos(phase) });
        }
        return plan;
    }

    private static void Flood(IMessageBus bus, Topics topics, CancellationToken cancellation)
    {
        byte[] rubbish = new byte[2000];
        rubbish.AsSpan().Fill(0xFF);
        while (!cancellation.IsCancellationRequested)
        {
            for (int i = 0; i < 100; i++)
            {
                bus.Publish(topics.Plan, rubbish);
            }
            // Leaves the broker the time to pass it on: what queues up in this process floods nobody.
            Thread.Sleep(1);
        }
    }
}
