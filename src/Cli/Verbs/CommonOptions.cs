using System.CommandLine;
using RoboticsStack.Learning;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Cli.Verbs;

/// <summary>Options that several verbs share, each defined once.</summary>
internal static class CommonOptions
{
    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "Seed of the kitchen and of everything random in it (0 and up; 1000 and above are kept for evaluation)",
        DefaultValueFactory = _ => 4,
    };

    public static Option<string> Planner()
    {
        Option<string> option = new("--planner")
        {
            Description = "Who moves the arm: model (the world model), nothing (its predictor replaced by \"nothing changes\"), random (random actions of the same budget), unseeded (the world model without its prior policy)",
            DefaultValueFactory = _ => "model",
        };
        option.AcceptOnlyFromAmong("model", "nothing", "random", "unseeded");
        return option;
    }

    public static Option<string> Check()
    {
        Option<string> option = new("--check") { Description = "Physics check of the best plans: on or off", DefaultValueFactory = _ => "on" };
        option.AcceptOnlyFromAmong("on", "off");
        return option;
    }

    public static Option<string> Model() => new("--model")
    {
        Description = "Folder of the world model",
        DefaultValueFactory = _ => "models/weights",
    };

    public static Option<string> Device(string standard)
    {
        Option<string> option = new("--device")
        {
            Description = "Where networks run: cpu, cuda, or auto (CUDA where it can be used)",
            DefaultValueFactory = _ => standard,
        };
        option.AcceptOnlyFromAmong([.. ComputeDevices.Choices]);
        return option;
    }

    public static Option<string> Robot() => new("--robot")
    {
        Description = "Robot in configs/robots",
        DefaultValueFactory = _ => "home_manipulator",
    };

    public static Option<double> TimeLimit() => new("--time-limit")
    {
        Description = "Simulated seconds after which the run counts as failed",
        DefaultValueFactory = _ => 480,
    };

    public static Option<int> People() => new("--people") { Description = "How many people walk about in the kitchen", DefaultValueFactory = _ => 0 };

    public static Option<bool> RealTime() => new("--real-time") { Description = "Wall clock; without it, lockstep as fast as it goes" };

    public static Option<string?> Telemetry() => new("--telemetry")
    {
        Description = "Send OpenTelemetry metrics and traces to this OTLP endpoint: http://host:4318 (HTTP) or http://host:4317 (gRPC)",
    };

    public static Option<double> Speed(double standard) => new("--speed")
    {
        Description = "Simulated seconds a second that lockstep is held to; 0: as fast as it goes",
        DefaultValueFactory = _ => standard,
    };

    public static Option<int> Port() => new("--port")
    {
        Description = "Port of the live page on the loopback interface, 0 for a free one",
        DefaultValueFactory = _ => View.ViewOptions.DefaultPort,
    };

    public static Option<double> Latency() => new("--latency")
    {
        Description = "Seconds from an observation to the first effect of its plan, modelled in lockstep",
        DefaultValueFactory = _ => 0.06,
    };

    public static ArmPlannerKind PlannerKind(string name) => name switch
    {
        "nothing" => ArmPlannerKind.Nothing,
        "random" => ArmPlannerKind.Random,
        "unseeded" => ArmPlannerKind.Unseeded,
        _ => ArmPlannerKind.Model,
    };
}
