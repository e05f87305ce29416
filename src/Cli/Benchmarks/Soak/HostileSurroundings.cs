using System.Buffers.Binary;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Cli.Benchmarks.Soak;

/// <summary>Scans and depth images of rooms that are not there: empty, walled, cluttered all round the robot, nonsense, or none at all. Another every few seconds.</summary>
internal sealed class HostileSurroundings(SurroundingsBuilder surroundings, RandomStream random)
{
    private const int Rays = 360;
    private const int Pixels = 32;
    private const double ViewRad = 1.2;
    private const double ShortestSec = 2;
    private const double LongestSec = 15;
    private const double NearestM = 0.25;
    private const double FarthestM = 3;

    /// <summary>Empty rooms as often as all the others: in them the robot moves.</summary>
    private static readonly Scene[] Scenes = [Scene.Open, Scene.Open, Scene.Open, Scene.Walls, Scene.Clutter, Scene.Nonsense, Scene.Silence];

    private readonly float[] _ranges = new float[Rays];
    private readonly byte[] _depth = new byte[sizeof(ushort) * Pixels * Pixels];
    private Scene _scene;
    private double _untilSec;
    private double _wallM;
    private long _shown;

    private enum Scene
    {
        Open,
        Walls,
        Clutter,
        Nonsense,
        Silence,
    }

    /// <summary>Messages given so far.</summary>
    public long Messages { get; private set; }

    /// <summary>Of those, what could not be used.</summary>
    public long Refused => surroundings.Refused;

    /// <summary>Called every tenth of a second.</summary>
    /// <param name="taken">When the sensors saw it.</param>
    public void Show(Timestamp taken)
    {
        if (taken.Seconds > _untilSec)
        {
            _untilSec = taken.Seconds + random.Uniform(ShortestSec, LongestSec);
            (_scene, _wallM) = (random.Pick(Scenes), random.Uniform(NearestM, FarthestM));
        }
        if (_scene == Scene.Silence)
        {
            return;
        }
        for (int ray = 0; ray < Rays; ray++)
        {
            _ranges[ray] = _scene == Scene.Nonsense ? (float)random.Pick([double.NaN, double.PositiveInfinity, -1, 1e30, 0, 0.001]) : (float)DrawM();
        }
        bool isNonsense = _scene == Scene.Nonsense;
        surroundings.AddScan(_ranges, isNonsense ? random.Gaussian() : 0, isNonsense && random.Chance(0.5) ? double.NaN : 2 * Math.PI / Rays, taken);
        ShowDepth(SurroundingsSensor.WristCamera, taken);
        Messages += 2;
        if (_shown++ % 2 == 0)
        {
            ShowDepth(SurroundingsSensor.HeadCamera, taken);
            Messages++;
        }
    }

    private void ShowDepth(SurroundingsSensor camera, Timestamp taken)
    {
        for (int pixel = 0; pixel < Pixels * Pixels; pixel++)
        {
            ushort depth = _scene == Scene.Nonsense ? (ushort)random.NextUInt64() : (ushort)(1000 * DrawM());
            BinaryPrimitives.WriteUInt16LittleEndian(_depth.AsSpan(sizeof(ushort) * pixel), depth);
        }
        bool isCutOff = _scene == Scene.Nonsense && random.Chance(0.3);
        surroundings.AddDepth(camera, new(isCutOff ? _depth.AsMemory(1) : _depth, Pixels, Pixels, ViewRad, ViewRad), taken);
    }

    /// <summary>0: nothing came back.</summary>
    private double DrawM() => _scene switch
    {
        Scene.Walls => _wallM,
        Scene.Clutter => random.Uniform(NearestM, FarthestM),
        _ => 0,
    };
}
