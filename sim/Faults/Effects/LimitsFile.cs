using System.Globalization;
using System.Text.RegularExpressions;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Faults.Effects;

/// <summary>A robot's file with one number changed, as an editor's slip or another robot's file would have it.</summary>
internal static partial class LimitsFile
{
    /// <summary>Changed numbers that the file's own ranges refuse are not tried: with them the gate does not start at all.</summary>
    private const int Attempts = 50;

    public static RobotDescription Altered(RobotDescription robot, RandomStream random)
    {
        bool isSafety = random.Chance(0.5);
        string yaml = isSafety ? robot.Source.Safety : robot.Source.Yaml;
        MatchCollection numbers = Numbers().Matches(yaml);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Group number = random.Pick([.. numbers.Select(match => match.Groups[1])]);
            double changed = double.Parse(number.Value, CultureInfo.InvariantCulture) * random.Pick([0.5, 0.8, 1.25, 2]);
            string text = yaml[..number.Index] + changed.ToString("R", CultureInfo.InvariantCulture) + yaml[(number.Index + number.Length)..];
            try
            {
                return RobotDescription.Parse(isSafety ? robot.Source with { Safety = text } : robot.Source with { Yaml = text }, "altered limits");
            }
            catch (UserErrorException)
            {
                // Out of the range that the reader allows.
            }
        }
        throw new InvalidOperationException($"no number of {robot.Name}'s file can be changed within its range");
    }

    /// <summary>Numbers that stand alone behind a key.</summary>
    [GeneratedRegex(@"^ +\w+: +(-?\d+(?:\.\d+)?)\b", RegexOptions.Multiline)]
    private static partial Regex Numbers();
}
