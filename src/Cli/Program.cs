using System.CommandLine;
using RoboticsStack.Cli;
using RoboticsStack.Cli.Verbs;

RootCommand root = new("RoboticsStack: sensors over MQTT, a latent world model, a planner, a physics check and a safety gate, judged by a cup of coffee.")
{
    CoffeeVerb.Create(),
    EvalVerb.Create(),
    ReplayVerb.Create(),
    SimVerb.Create(),
    TrainVerb.Create(),
    RecoverVerb.Create(),
    BenchVerb.Create(),
    CertsVerb.Create(),
    FaultsVerb.Create(),
    GateVerb.Create(),
    BrainVerb.Create(),
};
return ExitOnError.Run(root, args);
