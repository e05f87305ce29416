using System.CommandLine;
using RoboticsStack.Cli.Physics;
using RoboticsStack.Core;
using RoboticsStack.Intuition;
using RoboticsStack.IntuitivePhysics;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot physics-test: asks a model trained on possible clips which of two matched clips is impossible.</summary>
internal static class PhysicsTestVerb
{
    public static Command Create()
    {
        Option<int> pairs = new("--pairs") { Description = "Pairs of each category, two a quadruplet", DefaultValueFactory = _ => 1000 };
        Option<ulong> seed = new("--seed")
        {
            Description = "Of the first quadruplet, the others follow; 1000000 and above are kept for evaluation, 1000 to 999999 are for development",
            DefaultValueFactory = _ => PairGenerator.FirstEvaluationSeed,
        };
        Option<bool> json = new("--json") { Description = "Print the report as JSON on standard output" };
        Option<string?> pictures = new("--pictures") { Description = "Folder for a page with a matched pair of each category and its surprise (a minute more)" };
        Option<string> model = new("--model") { Description = "Folder of the weights", DefaultValueFactory = _ => "models/weights/intuition" };
        Option<bool> train = new("--train") { Description = "First train the weights anew, into the folder of --model" };
        Option<bool> rival = new("--rival") { Description = "First teach only the single-frame rival anew" };
        Option<double?> minutes = new("--minutes") { Description = "Wall time for the training" };
        Option<int?> clips = new("--clips") { Description = "Possible clips to train on" };
        Command command = new("physics-test", "Violation of expectation: is the model more surprised by what is impossible?") { pairs, seed, json, pictures, model, train, rival, minutes, clips };
        command.SetAction((parsed, cancellation) =>
        {
            int wanted = parsed.GetValue(pairs);
            ulong first = parsed.GetValue(seed);
            if (wanted is < 2 or > 100_000 || wanted % 2 != 0)
            {
                throw new UserErrorException($"--pairs {wanted} cannot be: give an even number from 2 to 100000, for a quadruplet of clips makes two pairs.");
            }
            if (first < PairGenerator.FirstDevelopmentSeed)
            {
                throw new UserErrorException($"--seed {first} is one of those that training draws from: give {PairGenerator.FirstDevelopmentSeed} or more.");
            }
            PhysicsTestCommand test = new(RepositoryFiles.Resolve(parsed.GetValue(model)!));
            if (parsed.GetValue(train))
            {
                PhysicsTrainingOptions options = new();
                test.Train(options with
                {
                    Clips = parsed.GetValue(clips) ?? options.Clips,
                    Trainer = parsed.GetValue(minutes) is { } budget ? options.Trainer with { Budget = Budget(budget) } : options.Trainer,
                }, cancellation);
            }
            else if (parsed.GetValue(rival))
            {
                test.TeachRival(cancellation);
            }
            return Task.FromResult(test.Run(wanted, first, parsed.GetValue(json), parsed.GetValue(pictures), cancellation));
        });
        return command;
    }

    private static TimeSpan Budget(double minutes) => minutes is > 0 and <= 1440
        ? TimeSpan.FromMinutes(minutes)
        : throw new UserErrorException(FormattableString.Invariant($"--minutes {minutes} is out of range: give more than 0 and at most 1440."));
}
