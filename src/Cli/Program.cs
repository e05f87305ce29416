using System.CommandLine;
using RoboticsStack.Cli;
using RoboticsStack.Cli.Verbs;

// Only what is asked for is made: the gate's start is short, and every option of every verb has to be compiled before it can be made.
Dictionary<string, Func<Command>> verbs = new()
{
    ["coffee"] = CoffeeVerb.Create,
    ["view"] = ViewVerb.Create,
    ["eval"] = EvalVerb.Create,
    ["replay"] = ReplayVerb.Create,
    ["compare"] = CompareVerb.Create,
    ["sim"] = SimVerb.Create,
    ["train"] = TrainVerb.Create,
    ["recover"] = RecoverVerb.Create,
    ["bench"] = BenchVerb.Create,
    ["dream"] = DreamVerb.Create,
    ["certs"] = CertsVerb.Create,
    ["faults"] = FaultsVerb.Create,
    ["encounters"] = EncountersVerb.Create,
    ["physics-test"] = PhysicsTestVerb.Create,
    ["safety-report"] = SafetyReportVerb.Create,
    ["gate"] = GateVerb.Create,
    ["brain"] = BrainVerb.Create,
    ["operate"] = OperateVerb.Create,
};
RootCommand root = new("RoboticsStack: sensors over MQTT, a latent world model, a planner, a physics check and a safety gate, judged by a cup of coffee.");
IEnumerable<Func<Command>> wanted = args is [string named, ..] && verbs.TryGetValue(named, out Func<Command>? asked) ? [asked] : verbs.Values;
foreach (Func<Command> create in wanted)
{
    root.Add(create());
}
return ExitOnError.Run(root, args);
