using System.Globalization;
using System.Text;

namespace RoboticsStack.Training.Decoder;

/// <summary>How well sensors are decoded some steps ahead of the present, each beside the value that stood in the present ("copy last").</summary>
/// <param name="Step">0: from the encoding itself.</param>
/// <param name="DepthM">Mean absolute error per pixel, metres.</param>
/// <param name="MaskOverlap">Intersection over union of the target object's pixels.</param>
/// <param name="PressureN">Mean absolute error per pressure cell that is touched, newtons.</param>
public sealed record SensorQuality(int Step, double DepthM, double DepthCopyM, double MaskOverlap, double MaskCopyOverlap, double PressureN, double PressureCopyN);

/// <summary>What a sensor decoder is worth, measured on held-out kitchens.</summary>
public sealed record DecoderReport
{
    public required int Windows { get; init; }
    public required IReadOnlyList<SensorQuality> Quality { get; init; }

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
        Line($"Wrist depth 32 × 32, mean absolute error; the mean picture of the training data is {1000 * MeanPictureM:F1} mm off. Mask: pixels of the target object, intersection over union.");
        Line($"Pressure: error per touched cell; a touched cell bears {TouchedN:F2} N on average. \"Copy\" takes what was measured in the present.");
        Line($"");
        Line($"| steps ahead | depth (mm) | copy (mm) | mask | copy | pressure (N) | copy (N) |");
        Line($"|---|---|---|---|---|---|---|");
        foreach (SensorQuality q in Quality)
        {
            string Copy(double value, string format) => q.Step == 0 ? "" : value.ToString(format, CultureInfo.InvariantCulture);
            Line($"| {q.Step} | {1000 * q.DepthM:F1} | {Copy(1000 * q.DepthCopyM, "F1")} | {q.MaskOverlap:F2} | {Copy(q.MaskCopyOverlap, "F2")} | {q.PressureN:F3} | {Copy(q.PressureCopyN, "F3")} |");
        }
        return text.ToString();
    }
}
