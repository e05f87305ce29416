using System.CommandLine;
using System.CommandLine.Parsing;
using RoboticsStack.Core;

namespace RoboticsStack.Cli;

/// <summary>Turns what a user can mend into one line and exit code 2; anything else is a defect and keeps its trace.</summary>
public static class ExitOnError
{
    public const int UserError = 2;

    public static int Run(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                Console.Error.WriteLine($"robot: {error.Message}");
            }
            Console.Error.WriteLine($"robot: see ./robot {string.Join(' ', parsed.CommandResult.Command.Parents.Any() ? [parsed.CommandResult.Command.Name] : Array.Empty<string>())} --help");
            return UserError;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (UserErrorException error)
        {
            Console.Error.WriteLine($"robot: {error.Message}");
            return UserError;
        }
    }
}
