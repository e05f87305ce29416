using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Robot;

/// <summary>Reads one safety function's section, and keeps what it read for <see cref="SafetySettings.Functions"/>.</summary>
internal sealed class FunctionSection
{
    private readonly StrictYaml _yaml;
    private readonly List<SafetyLimit> _limits = [];

    public FunctionSection(StrictYaml safety, string name, List<SafetyFunctionEntry> entries)
    {
        _yaml = safety.Section(name);
        entries.Add(new(name, _limits, _yaml.Text("reaction"), _yaml.Text("clear"), _yaml.Text("source")));
    }

    /// <summary>A finite number in [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public double Limit(string key, double low, double high, string unit)
    {
        double value = _yaml.Number(key, low, high);
        _limits.Add(new(key, [value], unit));
        return value;
    }

    public int Count(string key, int low, int high)
    {
        int value = _yaml.Integer(key, low, high);
        _limits.Add(new(key, [value], ""));
        return value;
    }

    public Vec3 Point(string key, double low, double high, string unit)
    {
        Vec3 value = _yaml.Vector(key, low, high);
        _limits.Add(new(key, [value.X, value.Y, value.Z], unit));
        return value;
    }

    /// <summary>Several numbers in a row, each with its own range and unit.</summary>
    public double[] Row(string key, params ReadOnlySpan<(double Low, double High, string Unit)> columns)
    {
        double[] values = _yaml.Numbers(key, columns.Length, double.MinValue, double.MaxValue);
        string[] units = new string[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            (double low, double high, units[i]) = columns[i];
            if (values[i] < low || values[i] > high)
            {
                throw Error(key, FormattableString.Invariant($"has {values[i]} in place {i + 1}; it must lie in [{low}, {high}]"));
            }
        }
        _limits.Add(new(key, values, string.Join(", ", units)));
        return values;
    }

    /// <summary>One number for each of the arm's joints.</summary>
    public JointVector Joints(string key, double low, double high, string unit)
    {
        double[] values = [.. _yaml.Numbers(key, JointVector.Length, low, high)];
        _limits.Add(new(key, values, unit));
        return JointVector.From(values);
    }

    public UserErrorException Error(string key, string problem) => _yaml.Error(key, problem);
}
