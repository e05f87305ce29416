using System.Globalization;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RoboticsStack.Control.Robot;

/// <summary>
/// A YAML mapping in which every key must be asked for: what is missing, misspelt, of the wrong kind or out of range is a
/// <see cref="UserErrorException"/> naming file, line, key and mend. Call <see cref="Finish"/> after the last key.
/// </summary>
public sealed class StrictYaml
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _asked = [];
    private readonly List<StrictYaml> _sections = [];

    private StrictYaml(string file, string path, YamlMappingNode node)
    {
        _file = file;
        _path = path;
        _node = node;
    }

    /// <summary>Parses a file's text; <paramref name="file"/> is the name that messages give.</summary>
    public static StrictYaml Parse(string file, string text)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new UserErrorException($"{file}, line {e.Start.Line}: not valid YAML ({e.Message}). Mend the line.", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The parser itself trips over some broken files and then knows no line.
            throw new UserErrorException($"{file}: not valid YAML, at a line the parser cannot name ({e.Message}). Check brackets and quotes.", e);
        }
        return stream.Documents is [{ RootNode: YamlMappingNode root }, ..]
            ? new(file, "", root)
            : throw new UserErrorException($"{file}: must be a YAML mapping of keys to values.");
    }

    public StrictYaml Section(string key)
    {
        StrictYaml section = Find(key) is YamlMappingNode mapping
            ? new(_file, Qualify(key), mapping)
            : throw Error(key, "must be a mapping of keys to values");
        _sections.Add(section);
        return section;
    }

    public string Text(string key) =>
        Find(key) is YamlScalarNode { Value: { Length: > 0 } value } ? value : throw Error(key, "must be a text");

    /// <summary>A finite number in [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public double Number(string key, double low, double high) => ToNumber(Find(key), key, low, high);

    public int Integer(string key, int low, int high)
    {
        double value = Number(key, low, high);
        return value == Math.Floor(value) ? (int)value : throw Error(key, $"is {value}; it must be a whole number");
    }

    public double[] Numbers(string key, int count, double low, double high)
    {
        YamlSequenceNode list = List(key, count);
        return [.. list.Children.Select(child => ToNumber(child, key, low, high))];
    }

    public Vec3 Vector(string key, double low, double high)
    {
        double[] values = Numbers(key, 3, low, high);
        return new(values[0], values[1], values[2]);
    }

    public string[] Texts(string key, int count) =>
        [.. List(key, count).Children.Select(child => child is YamlScalarNode { Value: { Length: > 0 } value } ? value : throw Error(key, "must hold texts"))];

    /// <summary>Throws for any key, here or in a section, that nobody asked for.</summary>
    public void Finish()
    {
        foreach (YamlNode keyNode in _node.Children.Keys)
        {
            string key = keyNode is YamlScalarNode { Value: { } name } ? name : keyNode.ToString();
            if (!_asked.Contains(key))
            {
                throw new UserErrorException(
                    $"{_file}, line {keyNode.Start.Line}: unknown key '{Qualify(key)}'. Known here: {string.Join(", ", _asked.Order())}. Correct or remove it.");
            }
        }
        foreach (StrictYaml section in _sections)
        {
            section.Finish();
        }
    }

    /// <summary>An error about one key, for checks that span several values.</summary>
    public UserErrorException Error(string key, string problem)
    {
        long line = _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value.Start.Line : _node.Start.Line;
        return new($"{_file}, line {line}: '{Qualify(key)}' {problem}.");
    }

    private YamlNode Find(string key)
    {
        _asked.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value)
            ? value
            : throw new UserErrorException($"{_file}: the key '{Qualify(key)}' is missing. Add it.");
    }

    private YamlSequenceNode List(string key, int count) =>
        Find(key) is YamlSequenceNode list && list.Children.Count == count ? list : throw Error(key, $"must be a list of {count} values");

    private double ToNumber(YamlNode node, string key, double low, double high)
    {
        if (node is not YamlScalarNode { Value: { } text }
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            throw Error(key, "must be a finite number");
        }
        return value >= low && value <= high
            ? value
            : throw Error(key, FormattableString.Invariant($"is {value}; it must lie in [{low}, {high}]"));
    }

    private string Qualify(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
