using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Intuition;
using RoboticsStack.IntuitivePhysics;
using RoboticsStack.Kitchens.Pictures;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Scenes;

namespace RoboticsStack.Cli.Physics;

/// <summary>Makes one HTML file of a report: the tables, and some pairs of each category, each as two filmstrips with its surprise below.</summary>
internal static class PhysicsPage
{
    private const int Width = 224, Height = 168, Shots = 7, PairsShown = 6;
    private const double HorizontalFovRad = 0.95;

    /// <returns>The file.</returns>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static string Write(string directory, PhysicsTestReport report, PhysicsTest test, IPhysicsEngine engine, CancellationToken cancellation)
    {
        string file = Path.Combine(directory, "physics-test.html");
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The folder '{directory}' cannot be made: {error.Message} Give another to --pictures.", error);
        }
        List<object> pairs = [];
        foreach (PhysicsCategory category in PairGenerator.Categories)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < PairsShown; i++)
            {
                pairs.Add(Pair(category, report.Seed + (ulong)(i / 2), i % 2, test, engine));
            }
        }
        object page = new
        {
            seed = report.Seed,
            pairsPerCategory = report.PairsPerCategory,
            model = report.ModelSha256[..12],
            categories = report.Categories.Append(report.All).Select(Row),
            violations = report.Categories.SelectMany(category => category.Violations.Select(violation => new { category = category.Name, violation.Scenario, violation.Violation, right = Share(violation.Right) })),
            pairs,
        };
        SelfContainedPage.Write("physics", "Intuitive physics", new PagePack().Finish(page), file);
        return file;
    }

    private static object Row(CategoryResult row) => new
    {
        row.Name,
        right = Share(row.Right),
        bothRight = Share(row.BothRight),
        row.Auroc,
        singleFrame = Share(row.SingleFrame),
        taughtSingleFrame = Share(row.TaughtSingleFrame),
        copyLast = Share(row.CopyLast),
        constantVelocity = Share(row.ConstantVelocity),
    };

    private static object Share(WilsonInterval interval) => new { interval.Successes, interval.Trials, interval.Fraction, interval.Bounds.Low, interval.Bounds.High };

    private static object Pair(PhysicsCategory category, ulong seed, int which, PhysicsTest test, IPhysicsEngine engine)
    {
        (ClipPair pair, double[] possible, double[] impossible) = test.Show(category, seed, which);
        int[] shots = ShotsOf(pair.Crossing.From);
        string[] own = Film(pair.Possible.Script, shots, engine), other = Film(pair.Other.Script, shots, engine);
        return new
        {
            category = category.ToString(),
            pair.Scenario,
            pair.Violation,
            at = pair.Crossing.From - 1,
            frameSec = Clip.FrameSec,
            shots,
            seed,
            possible = new { surprise = possible, pictures = own },
            impossible = new { surprise = impossible, pictures = shots.Select((frame, i) => frame >= pair.Crossing.From && frame < pair.Crossing.To ? other[i] : own[i]) },
        };
    }

    /// <summary>The first frame, the last one before the violation, and the others after it.</summary>
    private static int[] ShotsOf(int from) =>
        [0, from - 1, .. Enumerable.Range(0, Shots - 2).Select(i => from + (int)Math.Round((Clip.Frames - 1.0 - from) * Math.Pow(i / (Shots - 3.0), 1.4)))];

    private static string[] Film(Script script, int[] shots, IPhysicsEngine engine)
    {
        string[] film = new string[shots.Length];
        SceneDescription scene = ClipSimulator.SceneOf(script);
        new ClipSimulator(engine).Run(script, 0, (frame, world) =>
        {
            for (int i = 0; i < shots.Length; i++)
            {
                if (shots[i] == frame)
                {
                    film[i] = Shot(world, scene, script);
                }
            }
        });
        return film;
    }

    private static string Shot(IPhysicsWorld world, SceneDescription scene, Script script)
    {
        Picture picture = new(Width, Height);
        Pose camera = script.Stage.Camera;
        new SceneRenderer(world, scene).Draw(picture, new(0, 0, Width, Height), new(camera, HorizontalFovRad), camera.Position + new Vec3(-1.2, 0.6, 2));
        using MemoryStream png = new();
        picture.WritePng(png);
        return Convert.ToBase64String(png.GetBuffer().AsSpan(0, (int)png.Length));
    }
}
