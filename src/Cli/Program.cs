using System.CommandLine;
using RoboticsStack.Cli;
using RoboticsStack.Cli.Verbs;

RootCommand root = new("RoboticsStack: sensors over MQTT, a latent world model, a planner, a physics check and a safety gate, judged by a cup of coffee.")
{
    CoffeeVerb.Create(),
    ViewVerb.Create(),
    EvalVerb.Create(),
    ReplayVerb.Create(),
    CompareVerb.Create(),
    SimVerb.Create(),
    TrainVerb.Create(),
    RecoverVerb.Create(),
    BenchVerb.Create(),
    DreamVerb.Create(),
    CertsVerb.Create(),
    FaultsVerb.Create(),
    EncountersVerb.Create(),
    PhysicsTestVerb.Create(),
    SafetyReportVerb.Create(),
    GateVerb.Create(),
    BrainVerb.Create(),
    OperateVerb.Create(),
};
return ExitOnError.Run(root, args);
