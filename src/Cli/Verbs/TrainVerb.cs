using System.CommandLine;
using System.Diagnostics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Learning;
using RoboticsStack.Training;
using RoboticsStack.Training.Decoder;
using RoboticsStack.Training.Experience;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot train: makes experience in simulation, trains the world model on it, prints the acceptance gates.</summary>
internal static class TrainVerb
{
    public static Command Create()
    {
        Option<bool> quick = new("--quick") { Description = "The whole path in under five minutes; the weights are only a demonstration" };
        Option<bool> report = new("--report") { Description = "Only print the acceptance gates of the weights that are there (makes the data set if it is missing)" };
        Option<bool> decoder = new("--decoder") { Description = "Only train the decoder of the weights that are there: the network that shows latents as pictures; the model itself stays as it is" };
        Option<string?> output = new("--out") { Description = "Folder for the weights; default models/weights, with --quick out/quick-weights" };
        Option<string?> data = new("--data") { Description = "Data set file; default under out/, used again if it is there" };
        Option<double?> minutes = new("--minutes") { Description = "Wall time for the training itself; with --decoder, for the decoder's" };
        Option<long?> frames = new("--frames") { Description = "Frames of experience, 10 a simulated second" };
        Option<string> device = CommonOptions.Device(ComputeDevices.Auto);
        Option<string> robot = CommonOptions.Robot();
        Command command = new("train", "Make experience in simulated kitchens and train the world model on it, all in C#")
        {
            quick, report, decoder, output, data, minutes, frames, device, robot,
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
                options = parsed.GetValue(decoder)
                    ? options with { Decoder = options.Decoder with { Budget = time } }
                    : options with { Trainer = options.Trainer with { Budget = time } };
            }
            if (parsed.GetValue(frames) is { } wanted)
            {
                options = options with { Experience = options.Experience with { Frames = wanted } };
            }
            RobotDescription description = RobotDescription.Load(RepositoryFiles.Robot(parsed.GetValue(robot)!));
            Stopwatch clock = Stopwatch.StartNew();
            TrainingRunProgress progress = new(new MakingLine(clock), new TrainingLine(), new DecoderLine());
            if (parsed.GetValue(decoder))
            {
                Console.Out.WriteLine(TrainingRun.ExecuteDecoder(description, options, new StopwatchClock(clock), progress, cancellation).ToMarkdown());
                return System.Threading.Tasks.Task.FromResult(0);
            }
            (AcceptanceReport result, DecoderReport pictures) = parsed.GetValue(report) && File.Exists(file)
                ? TrainingRun.Report(options, cancellation)
                : TrainingRun.Execute(description, options, new StopwatchClock(clock), progress, cancellation);
            Console.Out.WriteLine(result.ToMarkdown());
            Console.Out.WriteLine(pictures.ToMarkdown());
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

    private sealed class DecoderLine : IProgress<DecoderProgress>
    {
        public void Report(DecoderProgress value) => Console.Error.WriteLine(FormattableString.Invariant(
            $"decoder {100 * value.Fraction,5:F1} %  step {value.Step,6}  loss {value.Loss:F4} (depth {value.Depth:F4}, mask {value.Mask:F4}, pressure {value.Tactile:F4})"));
    }
}
