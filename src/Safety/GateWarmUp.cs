using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.People;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Safety;

/// <summary>
/// Takes a gate that nobody uses through engagement, plans of each kind, a push, a hard touch, a stop, an emergency stop and its reset, so that the real loop
/// finds every path compiled. Otherwise its first cycles take tens of milliseconds.
/// </summary>
public static class GateWarmUp
{
    private const int CyclesPerPhase = 150;

    /// <summary>What the loop's methods are in. What reads files and settings is not among it.</summary>
    private static readonly string[] LoopNamespaces =
    [
        "RoboticsStack.Safety", "RoboticsStack.Control.Kinematics", "RoboticsStack.Control.Motion", "RoboticsStack.Control.Paths", "RoboticsStack.Control.Dynamics",
        "RoboticsStack.Core.Geometry", "RoboticsStack.Core.Time",
    ];

    /// <param name="robot">Whose gate.</param>
    /// <param name="rehearse">Makes, for the gate that nobody uses, what a host does after each cycle; null for nothing.</param>
    public static void Run(RobotDescription robot, Func<GateLoop, Action<GateLoop, Timestamp>>? rehearse = null)
    {
        Compile();
        EchoRobot hardware = new(robot.Arm.NominalPosture, robot.Safety.CycleSec);
        GateInputs inputs = new();
        GateLoop loop = new(new SafetyGate(robot, new(0, robot.ContentHash, null)), hardware, inputs);
        Action<GateLoop, Timestamp>? afterCycle = rehearse?.Invoke(loop);
        SurroundingsBuilder surroundings = new(robot, loop.History, inputs);
        Pose home = new ArmKinematics(robot).Forward(robot.Arm.NominalPosture);
        ulong sequence = 0;
        long cycle = 0;
        long period = (long)Math.Round(robot.Safety.CycleSec * 1e9);
        for (int phase = 0; phase < 8; phase++)
        {
            hardware.Force = phase switch
            {
                3 => new Vec3(1.2 * robot.Safety.Contact.WristForceN, 0, 0),
                4 => new Vec3(1.2 * robot.Safety.Contact.WristForceStopN, 0, 0),
                _ => Vec3.Zero,
            };
            // Its torques are those of a robot at rest: they tell of touches only once it has come to rest.
            hardware.Reports = phase < 5 ? HardwareReports.All & ~HardwareReports.JointTorque : HardwareReports.All;
            for (int n = 0; n < CyclesPerPhase; n++)
            {
                Timestamp now = new(++cycle * period);
                if (n % 50 == 0)
                {
                    Populate(inputs.PeopleDraft, phase, now);
                    inputs.SendPeople();
                }
                hardware.Now = now;
                if (n == 0 && phase is (0 or 7))
                {
                    inputs.RequestEngage();
                }
                if (n % 25 == 0)
                {
                    Draft(inputs.Draft, robot, home, phase, ++sequence, now);
                    inputs.SendPlan();
                }
                if (phase < 6)
                {
                    inputs.SendHeartbeat();
                }
                // Nothing is seen at first: a gate without a view is slower.
                if (phase > 0 && n % 50 == 25)
                {
                    Show(surroundings, now);
                }
                loop.Cycle(now);
                afterCycle?.Invoke(loop, now);
            }
        }
        inputs.ReportLinkLost();
        inputs.EmergencyStop();
        for (int n = 0; n < CyclesPerPhase; n++)
        {
            if (n == CyclesPerPhase / 2)
            {
                inputs.ResetEmergencyStop();
            }
            Timestamp now = new(++cycle * period);
            hardware.Now = now;
            loop.Cycle(now);
            afterCycle?.Invoke(loop, now);
        }
        while (loop.Gate.Interventions.TryRead(out _))
        {
        }
    }

    /// <summary>
    /// Every method that the loop may come to call, whatever happens to it: what the phases above do not lead through, such as most ways in which hardware can lie. The
    /// phases still have to be gone through, for generic methods and for what the runtime prepares at first use.
    /// </summary>
    private static void Compile()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        Assembly[] assemblies = [typeof(SafetyGate).Assembly, typeof(ArmKinematics).Assembly, typeof(Vec3).Assembly];
        foreach (Type type in assemblies.SelectMany(assembly => assembly.GetTypes()))
        {
            bool isOfLoop = !type.ContainsGenericParameters && LoopNamespaces.Any(name => type.FullName!.StartsWith(name, StringComparison.Ordinal));
            foreach (MethodBase method in isOfLoop ? type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)) : [])
            {
                if (!method.IsAbstract && !method.ContainsGenericParameters && method.GetMethodBody() is not null)
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                }
            }
        }
    }

    /// <summary>Somebody comes near in one phase, and leaves.</summary>
    private static void Populate(PeopleView people, int phase, Timestamp now)
    {
        people.Clear();
        people.Newest = now;
        if (phase is 1 or 2)
        {
            HandState hand = new(new Vec3(1.5, 0.2, 1), now);
            people.TryAdd(new() { X = phase == 1 ? 1.9 : 0.6, Seen = now, SigmaM = 0.1, HandCount = 2, FirstHand = hand, SecondHand = hand });
        }
    }

    /// <summary>Walls close enough to slow base and arm down, so that what keeps from them is compiled, too.</summary>
    private static void Show(SurroundingsBuilder surroundings, Timestamp now)
    {
        const int Rays = 90, Width = 32;
        const ushort NearMm = 350;
        Span<float> ranges = stackalloc float[Rays];
        ranges.Fill(NearMm * 0.001f);
        byte[] depth = new byte[2 * Width * Width];
        for (int pixel = 0; pixel < Width * Width; pixel++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(depth.AsSpan(2 * pixel), NearMm);
        }
        Timestamp taken = now.AddSeconds(-0.03);
        surroundings.AddScan(ranges, 0, 2 * Math.PI / Rays, taken);
        surroundings.AddDepth(SurroundingsSensor.WristCamera, new(depth, Width, Width, 1.2, 1.2), taken);
        surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(depth, Width, Width, 1.2, 1.2), taken);
    }

    private static void Draft(GatePlan plan, RobotDescription robot, Pose home, int phase, ulong sequence, Timestamp now)
    {
        plan.RunId = 0;
        plan.RobotHash = robot.ContentHash;
        plan.Sequence = sequence;
        plan.ObservedTime = now;
        plan.Stamps = new(now, now, now, now.AddSeconds(0.01), now);
        plan.Expires = now.AddSeconds(0.2);
        plan.VesselFull = phase == 2;
        plan.LiftM = (robot.Lift.LowM + robot.Lift.HighM) / 2;
        plan.ArmCount = phase == 1 ? 0 : 3;
        plan.JointCount = phase == 1 ? 3 : 0;
        plan.BaseCount = 3;
        for (int k = 0; k < 3; k++)
        {
            Timestamp time = now.AddSeconds(0.1 * (k + 1));
            plan.Arm[k] = new(time, new(home.Position + new Vec3(0, 0.02 * k, 0), Quat.FromYaw(0.05 * k) * home.Orientation), 0.05, 5);
            plan.Joints[k] = new() { Time = time, PositionRad = robot.Arm.NominalPosture };
            plan.Base[k] = new(time, 0.1, 0.05, 0.1);
        }
    }

    /// <summary>Is at once where it is told to be.</summary>
    private sealed class EchoRobot(JointVector position, double cycleSec) : IRobotHardware
    {
        private const double SupplyV = 48;

        private JointVector _position = position;
        private JointVector _velocity;

        public Timestamp Now { get; set; }
        public Vec3 Force { get; set; }
        public HardwareReports Reports { get; set; }

        public void Read(ref RobotMeasurement measurement)
        {
            measurement.Stamp = Now;
            measurement.PositionRad = _position;
            measurement.WristWrench = new(Force, Vec3.Zero);
            measurement.VelocityRadPerSec = _velocity;
            measurement.Reports = Reports;
            measurement.SupplyVoltageV = SupplyV;
            measurement.MotorPositionRad = _position;
            measurement.Counter++;
            measurement.Echo++;
        }

        public void Write(in GatedCommand command)
        {
            for (int i = 0; i < JointVector.Length; i++)
            {
                _velocity[i] = (command.PositionRad[i] - _position[i]) / cycleSec;
            }
            _position = command.PositionRad;
        }
    }
}
