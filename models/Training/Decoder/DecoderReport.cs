using System.Globalization;
using System.Text;

namespace RoboticsStack.Training.Decoder;

/// <summary>How well one way of foretelling the sensors does.</summary>
/// <param name="DepthM">Mean absolute error per pixel, metres.</param>
/// <param name="MaskOverlap">Intersection over union of the target object's pixels.</param>
/// <param name="PressureN">Mean absolute error per pressure cell that is touched, newtons.</param>
public sealed record SensorQuality(double DepthM, double MaskOverlap, double PressureN);

/// <summary>The sensors some steps ahead of the present.</summary>
/// <param name="Step">0: from the encoding itself.</param>
/// <param name="Decoded">From the predicted latent alone.</param>
/// <param name="Anchored">What was measured in the present plus the decoded change.</param>
/// <param name="CopyLast">What was measured in the present.</param>
public sealed record StepQuality(int Step, SensorQuality Decoded, SensorQuality Anchored, SensorQuality CopyLast);

/// <summary>What a sensor decoder is worth, measured on held-out kitchens.</summary>
public sealed record DecoderReport
{
    public required int Windows { get; init; }
    public required IReadOnlyList<StepQuality> Quality { get; init; }

    /// <summary>Depth error of one picture for everything, the mean of the training data; metres.</summary>
    public required double MeanPictureM { get; init; }

    /// <summary>Mean force of a touched cell, newtons.</summary>
    public required double TouchedN { get; init; }

    public string ToMarkdown()
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"# Sensors decoded from latents ({Windows} held-out windows)");
        Line($"");
        Line($"Wrist depth 32 × 32: mean absolute error in mm; the mean picture of the training data is {1000 * MeanPictureM:F0} mm off. Mask: pixels of the target object, intersection over");
        Line($"union. Pressure: error per touched cell in N; such a cell bears {TouchedN:F2} N on average. Decoded: from the predicted latent alone. Anchored: what was measured in the present");
        Line($"plus the decoded change. Copy: what was measured in the present.");
        Line($"");
        Line($"| steps ahead | depth: decoded | anchored | copy | mask: decoded | anchored | copy | pressure: decoded | anchored | copy |");
        Line($"|---|---|---|---|---|---|---|---|---|---|");
        foreach (StepQuality q in Quality)
        {
            string Cells(Func<SensorQuality, double> value, string format) => q.Step == 0
                ? FormattableString.Invariant($"{value(q.Decoded).ToString(format, CultureInfo.InvariantCulture)} | | ")
                : string.Join(" | ", ((SensorQuality[])[q.Decoded, q.Anchored, q.CopyLast]).Select(way => value(way).ToString(format, CultureInfo.InvariantCulture)));
            Line($"| {q.Step} | {Cells(way => 1000 * way.DepthM, "F1")} | {Cells(way => way.MaskOverlap, "F2")} | {Cells(way => way.PressureN, "F3")} |");
        }
        return text.ToString();
    }
}
