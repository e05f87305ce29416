using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition;
using RoboticsStack.Intuition.Observing;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.IntuitivePhysics;

/// <summary>
/// What the model is given of a clip: for each frame one slot a tracked thing (as the detector reported it; a thing out of sight keeps its class and size, not its place) and the
/// surroundings as mapped until then (a board or a rack that a screen hides stays in the map) with the camera's place. Heights are above the ground that things move on. Nothing of it is the simulator's truth.
/// </summary>
public static class ClipLayout
{
    public const int Frames = Clip.Frames;
    public const int Slots = Script.MaxThings;

    /// <summary>Found, position (3), tracked, class (6), half extents (3): what the encoder turns into a latent.</summary>
    public const int SightingSize = 4 + 1 + Classes + 3;

    /// <summary>Where a slot says that it holds a thing, in sight or not.</summary>
    internal const int Tracked = 4;

    /// <summary>
    /// Where a thing that was found is to the mapped surroundings, only for the predictor: before or behind the wall and beside it, over the counter's edge, above the ground, above the
    /// ramp, and across each screen as the camera sees it.
    /// </summary>
    public const int RelationsSize = 5 + Stage.MaxScreens;

    /// <summary>
    /// How a thing that was found moves, as a tracker says it and only for the predictor: velocity (3) since it was last found, velocity (3) over the last <see cref="MotionFrames"/> frames by
    /// least squares, and in what share of those it was found. A model that has to take differences of noisy places by itself learns to do so for common speeds alone.
    /// </summary>
    public const int MotionSize = 7;

    /// <summary>What only the predictor is given of a slot.</summary>
    public const int PredictorSize = RelationsSize + MotionSize;

    public const int SlotSize = SightingSize + PredictorSize;

    /// <summary>Counter (4), wall (6), ramp (7), rack (4), two screens (5 each), camera (3).</summary>
    public const int SurroundingsSize = 4 + 6 + 7 + 4 + 5 * Stage.MaxScreens + 3;

    public const int SlotsLength = Frames * Slots * SlotSize;
    public const int SurroundingsLength = Frames * SurroundingsSize;

    private const int Classes = 6;

    /// <summary>Half the width of a scene, for positions and speeds of about one.</summary>
    private const double UnitM = 0.6;
    private const double ExtentUnitM = 0.12;
    private const double UnitMPerSec = 1.5;
    private const int MotionFrames = 5;

    /// <summary>Standard deviation of the map's surfaces.</summary>
    private const double MapErrorM = 0.004;

    /// <param name="clip">Of which only what was seen is read.</param>
    /// <param name="order">Slot of each thing: tracks have no order of their own.</param>
    /// <param name="mirrored">Left and right changed, which physics does not mind.</param>
    /// <param name="slots">[frames, slots, slot size].</param>
    /// <param name="surroundings">[frames, surroundings].</param>
    /// <param name="remembers">False: of every frame only what is in view in it.</param>
    /// <param name="from">Frame of the clip that is written as the first one, with nothing of those before it in the map or the tracks; as many at the end are left empty.</param>
    public static void Write(Clip clip, IReadOnlyList<int> order, bool mirrored, Span<float> slots, Span<float> surroundings, bool remembers = true, int from = 0)
    {
        slots.Clear();
        surroundings.Clear();
        Stage[] maps = [.. Maps(clip, remembers, from)];
        double side = mirrored ? -1 : 1, ground = clip.Script.Stage.GroundM;
        for (int thing = 0; thing < clip.Script.Things.Count; thing++)
        {
            Vec3 sum = Vec3.Zero;
            int times = 0;
            List<(int Frame, Vec3 At)> found = [];
            for (int frame = from; frame < Frames; frame++)
            {
                Sighting seen = clip.Seen[frame][thing];
                Span<float> slot = slots.Slice(((frame - from) * Slots + order[thing]) * SlotSize, SlotSize);
                if (seen.Found)
                {
                    (sum, times) = remembers ? (sum + seen.HalfExtentM, times + 1) : (seen.HalfExtentM, 1);
                    slot[0] = 1;
                    slot[1] = (float)(side * seen.Position.X / UnitM);
                    slot[2] = (float)(seen.Position.Y / UnitM);
                    slot[3] = (float)((seen.Position.Z - ground) / UnitM);
                    WriteRelations(maps[frame], seen, mirrored, slot[SightingSize..]);
                    if (remembers)
                    {
                        found.Add((frame, seen.Position));
                        found.RemoveAll(earlier => earlier.Frame <= frame - MotionFrames);
                        WriteMotion(found, side, slot[(SightingSize + RelationsSize)..]);
                    }
                }
                if (seen.Found || (remembers && times > 0))
                {
                    slot[Tracked] = 1;
                    slot[5 + (int)clip.Script.Things[thing].Class] = 1;
                    Vec3 half = sum / times;
                    (slot[5 + Classes], slot[6 + Classes], slot[7 + Classes]) = ((float)(half.X / ExtentUnitM), (float)(half.Y / ExtentUnitM), (float)(half.Z / ExtentUnitM));
                }
            }
        }
        for (int frame = from; frame < Frames; frame++)
        {
            WriteSurroundings(maps[frame], side, frame * Clip.FrameSec, surroundings.Slice((frame - from) * SurroundingsSize, SurroundingsSize));
        }
    }

    private static IEnumerable<Stage> Maps(Clip clip, bool remembers, int from)
    {
        (Ramp? ramp, Rack? rack) = (null, null);
        for (int frame = 0; frame < Frames; frame++)
        {
            Stage view = clip.Views[frame];
            (ramp, rack) = remembers && frame > from ? (view.Ramp ?? ramp, view.Rack ?? rack) : (view.Ramp, view.Rack);
            yield return view with { Ramp = ramp, Rack = rack };
        }
    }

    private static void WriteRelations(Stage stage, Sighting seen, bool mirrored, Span<float> into)
    {
        Vec3 at = seen.Position, half = seen.HalfExtentM;
        int side = mirrored ? -1 : 1;
        static float Near(double metres, double unitM) => (float)Math.Tanh(metres / unitM);
        if (stage.Wall is { } wall)
        {
            (into[0], into[1]) = (side * Near(at.X - wall.X, 0.15), Near(Math.Abs(at.Y - wall.Y) - wall.HalfDepthM - half.X, 0.05));
        }
        if (stage.Counter is { } counter)
        {
            into[2] = Near(Math.Abs(at.X) - counter.HalfLengthM, 0.1);
        }
        into[3] = Near(at.Z - half.Z - stage.GroundM, 0.1);
        if (stage.Ramp is { } ramp)
        {
            Vec3 onBoard = ramp.Pose.Inverse().Transform(at);
            into[4] = Math.Abs(onBoard.X) < ramp.HalfLengthM ? Near(onBoard.Z - half.X - Ramp.HalfThicknessM, 0.05) : 1;
        }
        Vec3 eye = stage.Camera.Position;
        for (int i = 0; i < stage.Screens.Count; i++)
        {
            Screen screen = stage.Screens[i];
            double across = eye.X + (at.X - eye.X) * (screen.Y - eye.Y) / (at.Y - eye.Y) - screen.X;
            into[5 + (mirrored ? stage.Screens.Count - 1 - i : i)] = (float)(side * Math.Clamp(across / screen.HalfWidthM, -3, 3));
        }
    }

    /// <param name="found">Where and when a thing was found lately, the present last.</param>
    private static void WriteMotion(IReadOnlyList<(int Frame, Vec3 At)> found, double side, Span<float> into)
    {
        into[6] = (float)found.Count / MotionFrames;
        if (found.Count < 2)
        {
            return;
        }
        ((int before, Vec3 was), (int now, Vec3 at)) = (found[^2], found[^1]);
        Write((at - was) / ((now - before) * Clip.FrameSec), into);
        double mean = found.Average(seen => seen.Frame);
        (Vec3 slope, double spread) = (Vec3.Zero, 0);
        foreach ((int frame, Vec3 place) in found)
        {
            (slope, spread) = (slope + place * (frame - mean), spread + (frame - mean) * (frame - mean));
        }
        Write(slope / (spread * Clip.FrameSec), into[3..]);

        void Write(Vec3 velocity, Span<float> into) =>
            (into[0], into[1], into[2]) = ((float)(side * velocity.X / UnitMPerSec), (float)(velocity.Y / UnitMPerSec), (float)(velocity.Z / UnitMPerSec));
    }

    private static void WriteSurroundings(Stage stage, double side, double timeSec, Span<float> into)
    {
        // The map's error stays through a clip; it is drawn from what it is about, so that a clip is always described alike.
        RandomStream error = ErrorOf("counter");
        RandomStream ErrorOf(string piece) => RandomStream.For(BitConverter.DoubleToUInt64Bits(stage.Camera.Position.X), piece);
        double ground = stage.GroundM;
        float Metres(double metres) => (float)((metres + error.Gaussian(0, MapErrorM)) / UnitM);
        if (stage.Counter is { } counter)
        {
            (into[0], into[1], into[2], into[3]) = (1, Metres(counter.HalfLengthM), Metres(counter.HalfDepthM), Metres(counter.HeightM));
        }
        Span<float> rest = into[4..];
        error = ErrorOf("wall");
        if (stage.Wall is { } wall)
        {
            (rest[0], rest[1], rest[2], rest[3], rest[4], rest[5]) =
                (1, Metres(side * wall.X), Metres(wall.Y), Metres(wall.HalfThicknessM), Metres(wall.HalfDepthM), Metres(wall.TopM - ground));
        }
        rest = rest[6..];
        error = ErrorOf("ramp");
        if (stage.Ramp is { } ramp)
        {
            (rest[0], rest[1], rest[2], rest[3], rest[4], rest[5], rest[6]) = (1, Metres(side * ramp.Centre.X), Metres(ramp.Centre.Y), Metres(ramp.Centre.Z - ground),
                Metres(ramp.HalfLengthM), Metres(ramp.HalfWidthM), (float)(side * Math.Sin(ramp.TiltRad) * 3));
        }
        rest = rest[7..];
        error = ErrorOf("rack");
        if (stage.Rack is { } rack)
        {
            (rest[0], rest[1], rest[2], rest[3]) = (1, Metres(side * rack.Centres[0].X), Metres(rack.Centres[0].Y), Metres(rack.TopM - ground));
        }
        rest = rest[4..];
        error = ErrorOf("screens");
        for (int i = 0; i < stage.Screens.Count; i++)
        {
            Screen screen = stage.Screens[i];
            Span<float> part = rest.Slice(5 * (side < 0 ? stage.Screens.Count - 1 - i : i), 5);
            (part[0], part[1], part[2], part[3], part[4]) =
                (1, Metres(side * screen.X), Metres(screen.Y), Metres(screen.HalfWidthM), Metres(screen.TopAt(timeSec) - ground));
        }
        rest = rest[(5 * Stage.MaxScreens)..];
        Vec3 camera = stage.Camera.Position;
        (rest[0], rest[1], rest[2]) = ((float)(side * camera.X / UnitM), (float)((camera.Y + 2.4) / UnitM), (float)((camera.Z - ground - 0.8) / UnitM));
    }
}
