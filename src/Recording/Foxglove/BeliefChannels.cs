using Google.Protobuf;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>What the robot believes of its surroundings: the map and the objects.</summary>
internal sealed class BeliefChannels
{
    private const double LabelSizeM = 0.05;
    private const double UnknownSizeM = 0.08;

    public void Convert(MapSnapshot message, Action<string, IMessage> write)
    {
        long timeNs = message.Header?.DataTimeNs ?? 0;
        if (message.Width > 0 && message.Cells.Length == (long)message.Width * message.Height)
        {
            write(FoxgloveTopics.Map, MapOf(message, timeNs));
        }
        Schemas.SceneUpdate update = new();
        // Every message holds all the objects, so that those no longer believed in go.
        update.Deletions.Add(new Schemas.SceneEntityDeletion { Timestamp = timeNs.ToTimestamp(), Type = Schemas.SceneEntityDeletion.Types.Type.All });
        update.Entities.AddRange(message.Tracks.Select(track => EntityOf(track, timeNs)));
        write(FoxgloveTopics.Objects, update);
    }

    private static Schemas.Grid MapOf(MapSnapshot message, long timeNs)
    {
        Schemas.Grid grid = new()
        {
            Timestamp = timeNs.ToTimestamp(),
            FrameId = Conversions.MapFrame,
            Pose = Conversions.At(message.OriginXM, message.OriginYM, 0),
            ColumnCount = message.Width,
            CellSize = new Schemas.Vector2 { X = message.CellM, Y = message.CellM },
            RowStride = message.Width,
            CellStride = 1,
            Data = message.Cells,
        };
        grid.Fields.Add(new Schemas.PackedElementField { Name = "occupancy", Offset = 0, Type = Schemas.PackedElementField.Types.NumericType.Uint8 });
        return grid;
    }

    private static Schemas.SceneEntity EntityOf(TrackReport track, long timeNs)
    {
        Pose pose = track.PoseInMap.ToCore();
        Schemas.Color colour = ColourOf(track.Label);
        Schemas.SceneEntity entity = new() { Timestamp = timeNs.ToTimestamp(), FrameId = Conversions.MapFrame, Id = track.Id.ToString() };
        double top = 0;
        if (track is { RadiusM: > 0, HeightM: > 0 })
        {
            top = track.HeightM;
            entity.Cylinders.Add(new Schemas.CylinderPrimitive
            {
                Pose = (pose * new Pose(new(0, 0, track.HeightM / 2), Quat.Identity)).ToFoxglove(),
                Size = new Vec3(2 * track.RadiusM, 2 * track.RadiusM, track.HeightM).ToFoxglove(),
                BottomScale = 1,
                TopScale = 1,
                Color = colour,
            });
        }
        else
        {
            entity.Spheres.Add(new Schemas.SpherePrimitive { Pose = pose.ToFoxglove(), Size = new Vec3(UnknownSizeM, UnknownSizeM, UnknownSizeM).ToFoxglove(), Color = colour });
        }
        entity.Texts.Add(new Schemas.TextPrimitive
        {
            Pose = (pose * new Pose(new(0, 0, top + LabelSizeM), Quat.Identity)).ToFoxglove(),
            Billboard = true,
            FontSize = LabelSizeM,
            Color = Conversions.Rgba(1, 1, 1),
            Text = $"{track.Label} {track.Id}",
        });
        entity.Metadata.Add(new Schemas.KeyValuePair { Key = "label", Value = track.Label });
        entity.Metadata.Add(new Schemas.KeyValuePair { Key = "sigma", Value = FormattableString.Invariant($"{track.PositionSigmaM * 1000:F0} mm") });
        return entity;
    }

    private static Schemas.Color ColourOf(string label)
    {
        (byte r, byte g, byte b) = ClassColours.Of(label switch
        {
            "mug" => Core.SemanticClass.Mug,
            "coffee_machine" => Core.SemanticClass.CoffeeMachine,
            "dining_table" => Core.SemanticClass.DiningTable,
            _ => Core.SemanticClass.Clutter,
        });
        return Conversions.Rgba(r / 255.0, g / 255.0, b / 255.0, 0.7);
    }
}
