using System.Security.Cryptography;
using System.Text;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;

namespace RoboticsStack.Faults;

/// <summary>One promise as the book gives it.</summary>
/// <param name="Limit">In <paramref name="Unit"/>; the robot's own limit included where there is one.</param>
/// <param name="Reason">Why this figure.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record PromiseEntry(Promise Promise, double Limit, string Unit, string Reason, string Source);

/// <summary>The promises with their limits for one robot.</summary>
public sealed class PromiseBook
{
    private readonly PromiseEntry[] _entries;

    private PromiseBook(PromiseEntry[] entries, string hash) => (_entries, Hash) = (entries, hash);

    /// <summary>Of its text, 16 hexadecimal digits.</summary>
    public string Hash { get; }

    public IReadOnlyList<PromiseEntry> Entries => _entries;

    public PromiseEntry this[Promise promise] => _entries[(int)promise];

    /// <exception cref="UserErrorException">The file is missing, or something in it is.</exception>
    public static PromiseBook Load(string file, RobotDescription robot)
    {
        try
        {
            return Parse(file, File.ReadAllText(file), robot);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The promises '{file}' cannot be read: {e.Message}", e);
        }
    }

    /// <param name="where">Named in messages.</param>
    /// <exception cref="UserErrorException">Something is missing or out of range.</exception>
    public static PromiseBook Parse(string where, string text, RobotDescription robot)
    {
        StrictYaml yaml = StrictYaml.Parse(where, text);
        StrictYaml promises = yaml.Section("promises");
        PromiseEntry[] entries = [.. Enum.GetValues<Promise>().Select(promise => Read(promise, promises.Section(SnakeCase(promise.ToString())), robot))];
        yaml.Finish();
        return new PromiseBook(entries, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8)));
    }

    private static PromiseEntry Read(Promise promise, StrictYaml yaml, RobotDescription robot)
    {
        double limit = OfRobot(promise, robot) is { } own ? own + yaml.Number("slack", 0, 1) : yaml.Number("limit", 0, 1e6);
        return new(promise, limit, yaml.Text("unit"), yaml.Text("reason"), yaml.Text("source"));
    }

    /// <summary>The robot's own limit, where the promise is one of those: 1 for shares. Null where the book's figure stands for itself.</summary>
    private static double? OfRobot(Promise promise, RobotDescription robot) => promise switch
    {
        Promise.JointVelocity or Promise.JointAcceleration or Promise.JointJerk or Promise.LiftCommand or Promise.BaseAcceleration or Promise.TrueJointVelocity => 1,
        Promise.TrueGripperSpeed => robot.Safety.Cartesian.SpeedMPerSec,
        Promise.TrueBaseSpeed => robot.Base.MaxSpeedMPerSec,
        _ => null,
    };

    private static string SnakeCase(string name)
    {
        StringBuilder text = new();
        foreach (char letter in name)
        {
            text.Append(char.IsUpper(letter) && text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
