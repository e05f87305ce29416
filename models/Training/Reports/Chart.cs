using System.Globalization;
using System.Text;

namespace RoboticsStack.Training.Reports;

/// <param name="Name">In the legend.</param>
public sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A plain line chart as SVG: enough for curves that belong to a report, and readable in a diff.</summary>
public static class Chart
{
    private const int Width = 720, Height = 420, Left = 70, Right = 200, Top = 34, Bottom = 48;
    private static readonly string[] Colours = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#7f7f7f"];

    /// <param name="lines">Points that are not finite, or not positive on a logarithmic axis, are left out.</param>
    /// <param name="title">Over it.</param>
    /// <param name="x">Name and unit of the axis.</param>
    /// <param name="y">The same.</param>
    /// <param name="logX">Logarithmic; <paramref name="logY"/> alike.</param>
    /// <param name="diagonal">Draws y = x, for charts that hold one quantity against another.</param>
    public static string Svg(IReadOnlyList<ChartLine> lines, string title, string x, string y, bool logX = false, bool logY = false, bool diagonal = false)
    {
        StringBuilder svg = new();
        void Add(FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        ChartLine[] shown = [.. lines.Select(line => line with
        {
            Points = [.. line.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y) && (!logX || p.X > 0) && (!logY || p.Y > 0))],
        }).Where(line => line.Points.Count > 0)];
        (double Low, double High) xs = Range(shown.SelectMany(line => line.Points.Select(p => p.X)), logX), ys = Range(shown.SelectMany(line => line.Points.Select(p => p.Y)), logY);
        if (diagonal)
        {
            xs = ys = (Math.Min(xs.Low, ys.Low), Math.Max(xs.High, ys.High));
        }
        double AtX(double value) => Left + (Width - Left - Right) * Share(value, xs, logX);
        double AtY(double value) => Height - Bottom - (Height - Top - Bottom) * Share(value, ys, logY);
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/><text x=\"{Left}\" y=\"20\" font-size=\"14\">{title}</text>");
        Add($"<rect x=\"{Left}\" y=\"{Top}\" width=\"{Width - Left - Right}\" height=\"{Height - Top - Bottom}\" fill=\"none\" stroke=\"#888\"/>");
        foreach (double tick in Ticks(xs, logX))
        {
            Add($"<line x1=\"{AtX(tick):F1}\" x2=\"{AtX(tick):F1}\" y1=\"{Top}\" y2=\"{Height - Bottom}\" stroke=\"#ddd\"/><text x=\"{AtX(tick):F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{tick:G4}</text>");
        }
        foreach (double tick in Ticks(ys, logY))
        {
            Add($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{AtY(tick):F1}\" y2=\"{AtY(tick):F1}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{AtY(tick) + 4:F1}\" text-anchor=\"end\">{tick:G4}</text>");
        }
        Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">{x}</text><text x=\"16\" y=\"{Height / 2}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {Height / 2})\">{y}</text>");
        if (diagonal)
        {
            Add($"<line x1=\"{AtX(xs.Low):F1}\" y1=\"{AtY(xs.Low):F1}\" x2=\"{AtX(xs.High):F1}\" y2=\"{AtY(xs.High):F1}\" stroke=\"#888\" stroke-dasharray=\"5 4\"/>");
        }
        for (int i = 0; i < shown.Length; i++)
        {
            string colour = Colours[i % Colours.Length], dash = i >= Colours.Length ? " stroke-dasharray=\"6 3\"" : "";
            string points = string.Join(' ', shown[i].Points.Select(p => FormattableString.Invariant($"{AtX(p.X):F1},{AtY(p.Y):F1}")));
            Add($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\"{dash}/>");
            int sampleY = Top + 10 + 17 * i;
            Add($"<line x1=\"{Width - Right + 8}\" x2=\"{Width - Right + 28}\" y1=\"{sampleY}\" y2=\"{sampleY}\" stroke=\"{colour}\" stroke-width=\"1.6\"{dash}/><text x=\"{Width - Right + 34}\" y=\"{sampleY + 4}\">{shown[i].Name}</text>");
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static (double Low, double High) Range(IEnumerable<double> values, bool log)
    {
        double[] all = [.. values];
        if (all.Length == 0)
        {
            return (log ? 0.1 : 0, 1);
        }
        double low = log ? all.Min() : Math.Min(0, all.Min()), high = all.Max();
        return high > low ? (low, high) : (low, low == 0 ? 1 : low + Math.Abs(low));
    }

    private static double Share(double value, (double Low, double High) range, bool log) => log
        ? Math.Log(value / range.Low) / Math.Log(range.High / range.Low)
        : (value - range.Low) / (range.High - range.Low);

    private static IEnumerable<double> Ticks((double Low, double High) range, bool log)
    {
        if (log)
        {
            // Over less than two decades, each in three.
            double[] within = range.High < 100 * range.Low ? [1, 2, 5] : [1];
            for (double decade = Math.Pow(10, Math.Floor(Math.Log10(range.Low))); decade <= range.High; decade *= 10)
            {
                foreach (double tick in within.Select(part => part * decade).Where(tick => tick >= range.Low * 0.9999 && tick <= range.High * 1.0001))
                {
                    yield return tick;
                }
            }
            yield break;
        }
        const int about = 5;
        double rough = (range.High - range.Low) / about, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        for (double tick = Math.Ceiling(range.Low / step) * step; tick <= range.High + 1e-9 * step; tick += step)
        {
            yield return tick;
        }
    }
}
