using System.CommandLine;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot recover: saves what is whole of a recording that was cut off or damaged.</summary>
internal static class RecoverVerb
{
    private const int MostShown = 10;

    public static Command Create()
    {
        Argument<string> file = new("file") { Description = "The recording (run.mcap)" };
        Option<string?> output = new("--out") { Description = "The mended recording; without it, FILE with .recovered before its ending" };
        Command command = new("recover", "Save what is whole of a recording that was cut off or damaged, with a new index") { file, output };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            string mended = parsed.GetValue(output) ?? Path.ChangeExtension(path, ".recovered" + Path.GetExtension(path));
            Print(path, McapRecovery.Recover(path, mended));
        });
        return command;
    }

    private static void Print(string path, McapRecoveryResult result)
    {
        string content = FormattableString.Invariant($"{result.Messages:N0} messages and {result.Attachments} attachments");
        if (result.OutputPath is null)
        {
            Console.Out.WriteLine($"{path} is whole ({content}): nothing to mend, nothing written.");
            return;
        }
        foreach (McapDamage damage in result.Damage.Take(MostShown))
        {
            Console.Out.WriteLine(FormattableString.Invariant($"  byte {damage.Offset:N0}: {damage.What}; {damage.Bytes:N0} bytes left out"));
        }
        if (result.Damage.Count > MostShown)
        {
            Console.Out.WriteLine(FormattableString.Invariant($"  and {result.Damage.Count - MostShown:N0} more such places"));
        }
        Console.Out.WriteLine(FormattableString.Invariant($"{result.OutputPath}: {content} saved, {result.LostBytes:N0} bytes lost. {path} is as it was."));
    }
}
