using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Recording.Report;

[JsonConverter(typeof(JsonStringEnumConverter<ReplayShapeKind>))]
public enum ReplayShapeKind
{
    /// <summary>Size: half extents.</summary>
    Box,

    /// <summary>Size: radius, half length along z.</summary>
    Cylinder,

    /// <summary>Size: radius, half length of the straight part along z.</summary>
    Capsule,

    /// <summary>Size: radius.</summary>
    Sphere,

    /// <summary>At z = 0 of its frame, facing +z; size: half extents x, y.</summary>
    Plane,
}

/// <param name="Pose">In the body's frame.</param>
/// <param name="Colour">Red, green, blue and opacity, 0 to 1.</param>
/// <param name="Tag">What it is; a <c>wall</c> or <c>door</c> gives way when it stands before the camera.</param>
public sealed record ReplayShape(ReplayShapeKind Kind, Vec3 Size, Pose Pose, IReadOnlyList<float> Colour, string Tag = "");

/// <param name="Name">As in the PlantTruth messages, whose poses move it.</param>
/// <param name="Pose">In the world, at the start.</param>
public sealed record ReplayBody(string Name, Pose Pose, IReadOnlyList<ReplayShape> Shapes);

/// <summary>What the replay draws: goes into the recording as the attachment <see cref="AttachmentName"/>.</summary>
public sealed record ReplayScene
{
    public const string AttachmentName = "scene.json";
    public const string MediaType = "application/json";

    public required IReadOnlyList<ReplayBody> Bodies { get; init; }

    /// <summary>The body whose path is drawn as the executed path, and the point on it.</summary>
    public string GripperBody { get; init; } = "gripper";
    public Vec3 GripperPointInBody { get; init; }

    /// <summary>The body that the camera follows.</summary>
    public string RobotBody { get; init; } = "base_link";
}

/// <summary>Turns a scene into the attachment's bytes and back.</summary>
public static class SceneExport
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new Vec3Converter(), new PoseConverter() },
    };

    public static byte[] ToJson(ReplayScene scene) => JsonSerializer.SerializeToUtf8Bytes(scene, Options);

    /// <exception cref="JsonException">Not a scene.</exception>
    public static ReplayScene FromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<ReplayScene>(json, Options) ?? throw new JsonException("empty scene");

    /// <summary>Three numbers.</summary>
    private sealed class Vec3Converter : JsonConverter<Vec3>
    {
        public override Vec3 Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            double[] n = Numbers(ref reader, 3);
            return new(n[0], n[1], n[2]);
        }

        public override void Write(Utf8JsonWriter writer, Vec3 v, JsonSerializerOptions options) => WriteNumbers(writer, v.X, v.Y, v.Z);
    }

    /// <summary>Seven numbers: x, y, z, then the quaternion's w, x, y, z.</summary>
    private sealed class PoseConverter : JsonConverter<Pose>
    {
        public override Pose Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            double[] n = Numbers(ref reader, 7);
            return new(new(n[0], n[1], n[2]), new(n[3], n[4], n[5], n[6]));
        }

        public override void Write(Utf8JsonWriter writer, Pose pose, JsonSerializerOptions options)
        {
            (Vec3 p, Quat q) = pose;
            WriteNumbers(writer, p.X, p.Y, p.Z, q.W, q.X, q.Y, q.Z);
        }
    }

    private static double[] Numbers(ref Utf8JsonReader reader, int count)
    {
        double[] numbers = JsonSerializer.Deserialize<double[]>(ref reader) ?? [];
        return numbers.Length == count ? numbers : throw new JsonException($"{count} numbers expected");
    }

    private static void WriteNumbers(Utf8JsonWriter writer, params ReadOnlySpan<double> numbers)
    {
        const int decimals = 5;
        writer.WriteStartArray();
        foreach (double number in numbers)
        {
            writer.WriteNumberValue(Math.Round(number, decimals));
        }
        writer.WriteEndArray();
    }
}
