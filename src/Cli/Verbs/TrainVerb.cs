using System.CommandLine;
using System.Diagnostics;
using RoboticsStack.Cli.Training;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Learning;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Training;
using RoboticsStack.Training.Ablation;
using RoboticsStack.Training.Decoder;
using RoboticsStack.Training.Experience;
using RoboticsStack.Training.Prior;
using RoboticsStack.Training.Uncertainty;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot train: makes experience in simulation, trains the world model on it, prints the acceptance gates.</summary>
internal static class TrainVerb
{
    public static Command Create()
    {
        Option<bool> quick = new("--quick") { Description = "The whole path in under five minutes; the weights are only a demonstration" };
        Option<bool> report = new("--report") { Description = "Only print the acceptance gates of the weights that are there (makes the data set if it is missing)" };
        Option<bool> decoder = new("--decoder") { Description = "Only train the decoder of the weights that are there: the network that shows latents as pictures; the model itself stays as it is" };
        Option<bool> prior = new("--prior") { Description = "Only train the prior policy of the weights that are there: the network that proposes where the planner's search begins" };
        Option<bool> uncertainty = new("--uncertainty") { Description = "Only try how well the weights that are there notice changed physics: sessions with other friction, payload and actuator delay in kitchens kept for evaluation" };
        Option<ulong[]> kitchens = new("--kitchens") { Description = "With --uncertainty: first and last kitchen of the sessions told apart", DefaultValueFactory = _ => [1000, 1999], AllowMultipleArgumentsPerToken = true, Arity = new ArgumentArity(2, 2) };
        Option<int> sessions = new("--sessions") { Description = "With --uncertainty: sessions of each kind", DefaultValueFactory = _ => 60 };
        Option<string?> ablate = new("--ablate") { Description = $"Train variants of the loss on the same data for the same steps and try each one's skills: all, or some of {string.Join(',', AblationVariant.All.Select(variant => variant.Name))}; takes up where it left off" };
        Option<long> steps = new("--steps") { Description = "With --ablate: training steps of each variant", DefaultValueFactory = _ => 4000 };
        Option<string> seeds = new("--seeds") { Description = "With --ablate: kitchens in which each skill is tried once", DefaultValueFactory = _ => "600..649" };
        Option<bool> write = new("--write-report") { Description = "Only write models/REPORT.md from what has been measured; keeps that in models/results" };
        Option<string?> output = new("--out") { Description = "Folder for the weights; default models/weights, with --quick out/quick-weights" };
        Option<string?> data = new("--data") { Description = "Data set file; default under out/, used again if it is there" };
        Option<double?> minutes = new("--minutes") { Description = "Wall time for the training itself; with --prior or --decoder, for that of the prior or the decoder" };
        Option<long?> frames = new("--frames") { Description = "Frames of experience, 10 a simulated second" };
        Option<string> device = CommonOptions.Device(ComputeDevices.Auto);
        Option<string> robot = CommonOptions.Robot();
        Command command = new("train", "Make experience in simulated kitchens and train the world model on it, all in C#")
        {
            quick, report, prior, decoder, uncertainty, kitchens, sessions, ablate, steps, seeds, write, output, data, minutes, frames, device, robot,
        };
        command.SetAction((parsed, cancellation) =>
        {
            bool isQuick = parsed.GetValue(quick);
            string weights = parsed.GetValue(output) ?? Path.Combine(RepositoryFiles.Root, isQuick ? "out/quick-weights" : "models/weights");
            string file = parsed.GetValue(data) ?? Path.Combine(RepositoryFiles.Root, "out", isQuick ? "experience-quick.bin" : "experience.bin");
            TrainingRunOptions options = isQuick ? TrainingRunOptions.Quick(weights, file) : TrainingRunOptions.Full(weights, file);
            options = options.On(ComputeDevices.Parse(parsed.GetValue(device)!));
            if (parsed.GetValue(minutes) is { } budget)
            {
                TimeSpan time = TimeSpan.FromMinutes(budget);
                options = parsed.GetValue(prior) ? options with { Prior = options.Prior with { Budget = time } }
                    : parsed.GetValue(decoder) ? options with { Decoder = options.Decoder with { Budget = time } }
                    : options with { Trainer = options.Trainer with { Budget = time } };
            }
            if (parsed.GetValue(frames) is { } wanted)
            {
                options = options with { Experience = options.Experience with { Frames = wanted } };
            }
            RobotDescription description = RobotDescription.Load(RepositoryFiles.Robot(parsed.GetValue(robot)!));
            if (parsed.GetValue(write))
            {
                return System.Threading.Tasks.Task.FromResult(ModelReportCommand.Run(weights));
            }
            if (parsed.GetValue(ablate) is { } variants)
            {
                return System.Threading.Tasks.Task.FromResult(AblationCommand.Run(description, new AblationOptions
                {
                    Variants = AblationCommand.Parse(variants),
                    Directory = AblationCommand.Directory,
                    DatasetFile = file,
                    Experience = parsed.GetValue(frames) is { } many ? options.Experience with { Frames = many } : options.Experience,
                    Trainer = options.Trainer with { MaxSteps = parsed.GetValue(steps) },
                    SkillSeeds = SeedList.Parse(parsed.GetValue(seeds)!),
                    Jobs = Environment.ProcessorCount,
                }, cancellation));
            }
            if (parsed.GetValue(uncertainty))
            {
                ulong[] range = parsed.GetValue(kitchens)!;
                return System.Threading.Tasks.Task.FromResult(new UncertaintyCommand(description, weights, new UncertaintyOptions
                {
                    Directory = UncertaintyCommand.Directory,
                    FirstKitchen = range[0],
                    EndKitchen = range[1] + 1,
                    Sessions = parsed.GetValue(sessions),
                    CalibrationSessions = Math.Max(30, parsed.GetValue(sessions)),
                    Jobs = Environment.ProcessorCount,
                }.Validated()).Run(cancellation));
            }
            Stopwatch clock = Stopwatch.StartNew();
            TrainingRunProgress progress = new(new MakingLine(clock), new TrainingLine(), new PriorLine(), new DecoderLine());
            if (parsed.GetValue(prior))
            {
                Console.Out.WriteLine(TrainingRun.ExecutePrior(description, options, new StopwatchClock(clock), progress, cancellation).ToMarkdown());
                return System.Threading.Tasks.Task.FromResult(0);
            }
            if (parsed.GetValue(decoder))
            {
                Console.Out.WriteLine(TrainingRun.ExecuteDecoder(description, options, new StopwatchClock(clock), progress, cancellation).ToMarkdown());
                return System.Threading.Tasks.Task.FromResult(0);
            }
            TrainingRunReport result = parsed.GetValue(report)
                ? TrainingRun.Report(description, options, progress, cancellation)
                : TrainingRun.Execute(description, options, new StopwatchClock(clock), progress, cancellation);
            Console.Out.WriteLine(result.ToMarkdown());
            return System.Threading.Tasks.Task.FromResult(0);
        });
        return command;
    }

    private sealed class MakingLine(Stopwatch clock) : IProgress<ExperienceProgress>
    {
        public void Report(ExperienceProgress value) => Console.Error.WriteLine(FormattableString.Invariant(
            $"experience {value.Frames,7} of {value.Wanted} frames, {value.Sessions} kitchens, {value.Episodes} episodes, {clock.Elapsed.TotalSeconds:F0} s"));
    }

    private sealed class TrainingLine : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => Console.Error.WriteLine(FormattableString.Invariant(
            $"training {100 * value.Fraction,5:F1} %  step {value.Step,6}  {value.FramesPerSecond,6:F0} frames/s  {value.Losses}"));
    }

    private sealed class PriorLine : IProgress<PriorProgress>
    {
        public void Report(PriorProgress value) => Console.Error.WriteLine(value.Answered > 0
            ? FormattableString.Invariant($"prior policy measured on {value.Answered} questions")
            : FormattableString.Invariant($"prior policy {100 * value.Fraction,5:F1} %  step {value.Step,6}  ln(1 + cost a step) {value.Loss:F4}"));
    }

    private sealed class DecoderLine : IProgress<DecoderProgress>
    {
        public void Report(DecoderProgress value) => Console.Error.WriteLine(FormattableString.Invariant(
            $"decoder {100 * value.Fraction,5:F1} %  step {value.Step,6}  loss {value.Loss:F4} (depth {value.Depth:F4}, mask {value.Mask:F4}, pressure {value.Tactile:F4})"));
    }
}
