using System.Globalization;
using System.Text;
using RoboticsStack.TwoRoom;
using RoboticsStack.TwoRoomAgent;

namespace RoboticsStack.Cli.Benchmarks.TwoRooms;

/// <summary>A page with every episode's way, failures first.</summary>
internal static class TwoRoomPage
{
    private const string Style = """
        body { font: 14px system-ui, sans-serif; background: #f4f4f2; color: #222; margin: 2rem }
        main { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px }
        figure { margin: 0; background: #fff; padding: 6px; border-radius: 4px } figure.failed { outline: 2px solid #c22 }
        figcaption { font-size: 11px; margin-top: 4px } svg { display: block; width: 100%; background: #1b1d22 }
        .wall { fill: #c9c9c9 } .way { fill: none; stroke: #ffb000; stroke-width: .7 } .start { fill: #4da3ff } .goal { fill: none; stroke: #5fd35f; stroke-width: .6 } .end { fill: #ffb000 }
        """;

    public static string Write(string directory, IReadOnlyList<TwoRoomResult> results)
    {
        StringBuilder page = new($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Two rooms</title><style>{Style}</style><h1>Two rooms</h1>");
        page.Append(CultureInfo.InvariantCulture, $"<p>{results.Count(result => result.Succeeded)} of {results.Count} ended within {TwoRoomRules.SuccessRadius} px of the goal (green circle) after {TwoRoomRules.Steps} steps. Blue: start. Failures first.</p><main>");
        foreach (TwoRoomResult result in results.OrderBy(result => result.Succeeded).ThenBy(result => result.Seed))
        {
            Draw(page, result);
        }
        page.Append("</main></html>\n");
        string path = Path.Combine(Directory.CreateDirectory(directory).FullName, "tworoom.html");
        File.WriteAllText(path, page.ToString());
        return path;
    }

    private static void Draw(StringBuilder page, TwoRoomResult result)
    {
        RoomLayout layout = result.Layout;
        const int Low = TwoRoomRules.BorderLow, High = TwoRoomRules.BorderHigh;
        page.Append(CultureInfo.InvariantCulture, $"<figure class=\"{(result.Succeeded ? "reached" : "failed")}\"><svg viewBox=\"0 0 {TwoRoomRules.ImageSize} {TwoRoomRules.ImageSize}\">");
        foreach ((int x, int y, int width, int height) in (ReadOnlySpan<(int, int, int, int)>)
            [(Low, 0, 1, 65), (High, 0, 1, 65), (0, Low, 65, 1), (0, High, 65, 1), (layout.WallLeft, 0, 3, layout.DoorTop), (layout.WallLeft, layout.DoorBottom + 1, 3, 64 - layout.DoorBottom)])
        {
            page.Append(CultureInfo.InvariantCulture, $"<rect class=\"wall\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
        }
        // A pixel's centre lies on a whole number, a drawing's in the middle of its square.
        string way = string.Join(' ', result.Path.Select(place => string.Create(CultureInfo.InvariantCulture, $"{place.X + 0.5:F1},{place.Y + 0.5:F1}")));
        page.Append(CultureInfo.InvariantCulture, $"<polyline class=\"way\" points=\"{way}\"/>");
        Dot(page, "start", result.Path[0], 1.3);
        Dot(page, "end", result.Path[^1], 1);
        Dot(page, "goal", result.Goal, TwoRoomRules.SuccessRadius);
        string arrival = result.FirstArrival is { } steps ? string.Create(CultureInfo.InvariantCulture, $"there after {steps} steps") : "never there";
        page.Append(CultureInfo.InvariantCulture, $"</svg><figcaption>seed {result.Seed}{(layout.IsHeldOut ? ", layout never trained on" : "")}: {arrival}, ends {result.FinalDistance:F1} px off</figcaption></figure>");
    }

    private static void Dot(StringBuilder page, string kind, DotPosition at, double radius) =>
        page.Append(CultureInfo.InvariantCulture, $"<circle class=\"{kind}\" cx=\"{at.X + 0.5:F1}\" cy=\"{at.Y + 0.5:F1}\" r=\"{radius}\"/>");
}
