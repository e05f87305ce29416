using System.CommandLine;
using RoboticsStack.Core;

namespace RoboticsStack.Cli;

/// <summary>Turns what a user can mend into one line and exit code 2; anything else is a defect and keeps its trace.</summary>
public static class ExitOnError
{
    public const int UserError = 2;

    /// <summary>Of a child process: the run ended early for a reason outside the task.</summary>
    public const int Interrupted = 3;

    /// <summary>After Ctrl-C: time to bring the robot to rest and to write the report.</summary>
    private static readonly TimeSpan TerminationPatience = TimeSpan.FromSeconds(60);

    public static int Run(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Command command = parsed.CommandResult.Command;
            string errors = string.Join(' ', parsed.Errors.Select(error => InPlainWords(error.Message)));
            Console.Error.WriteLine($"robot: {errors} See ./robot {(command == root ? "" : command.Name + " ")}--help");
            return UserError;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationPatience });
        }
        catch (UserErrorException error)
        {
            Console.Error.WriteLine($"robot: {error.Message}");
            return UserError;
        }
    }

    /// <summary>The parser names types of the language; people give numbers.</summary>
    private static string InPlainWords(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Replace("as expected type 'System.UInt64'", "as a whole number from 0 up", StringComparison.Ordinal)
        .Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal)
        .Replace("as expected type 'System.Nullable`1[System.Int32]'", "as a whole number", StringComparison.Ordinal)
        .Replace("as expected type 'System.Double'", "as a number", StringComparison.Ordinal);
}
