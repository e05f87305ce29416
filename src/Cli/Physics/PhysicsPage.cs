using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Intuition;
using RoboticsStack.IntuitivePhysics;
using RoboticsStack.Kitchens.Pictures;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Scenes;

namespace RoboticsStack.Cli.Physics;

/// <summary>Makes one HTML file of a report: the tables, and the first pair of each category as two filmstrips with its surprise below.</summary>
internal static class PhysicsPage
{
    private const int Width = 176, Height = 132, Shots = 6;
    private const double HorizontalFovRad = 1.22;

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
            pairs.Add(Pair(category, report.Seed, test, engine));
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
        row.Auroc,
        singleFrame = Share(row.SingleFrame),
        taughtSingleFrame = Share(row.TaughtSingleFrame),
        copyLast = Share(row.CopyLast),
        constantVelocity = Share(row.ConstantVelocity),
    };

    private static object Share(WilsonInterval interval) => new { interval.Successes, interval.Trials, interval.Fraction, interval.Bounds.Low, interval.Bounds.High };

    private static object Pair(PhysicsCategory category, ulong seed, PhysicsTest test, IPhysicsEngine engine)
    {
        (ClipPair pair, double[] possible, double[] impossible) = test.Show(category, seed);
        int[] shots = ShotsOf(pair.Violation.Frame);
        return new
        {
            category = category.ToString(),
            pair.Scenario,
            violation = pair.Violation.Name,
            at = pair.Violation.Frame,
            frameSec = Clip.FrameSec,
            shots,
            seed,
            possible = new { surprise = possible, pictures = Film(pair, null, shots, engine) },
            impossible = new { surprise = impossible, pictures = Film(pair, pair.Violation, shots, engine) },
        };
    }

    /// <summary>The first frame, the last one before the violation, and four after it.</summary>
    private static int[] ShotsOf(int violation) =>
        [0, violation, .. Enumerable.Range(1, Shots - 2).Select(i => violation + (int)Math.Round((Clip.Frames - 1.0 - violation) * Math.Pow(i / (Shots - 2.0), 1.4)))];

    private static string[] Film(ClipPair pair, Violation? violation, int[] shots, IPhysicsEngine engine)
    {
        string[] film = new string[shots.Length];
        Script script = pair.Possible.Script;
        SceneDescription scene = ClipSimulator.SceneOf(script, violation);
        new ClipSimulator(engine).Run(script, 0, violation, (frame, world) =>
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
