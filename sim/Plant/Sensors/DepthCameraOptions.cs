using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Plant.Sensors;

/// <summary>A depth camera with segmentation: pinhole, x forward, y left, z up.</summary>
public sealed record DepthCameraOptions
{
    /// <summary>Name in the messages.</summary>
    public required string Camera { get; init; }
    public required SensorKind Kind { get; init; }

    /// <summary>Body that carries the camera.</summary>
    public required string Body { get; init; }
    public required Pose MountInBody { get; init; }

    /// <summary>Body the camera looks past, normally what it is screwed to.</summary>
    public required string ExcludedBody { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public required double HorizontalFovRad { get; init; }
    public required double VerticalFovRad { get; init; }
    public required SensorTiming Timing { get; init; }

    /// <summary>Rows exposed in one physics step: a rolling shutter, which also spreads the work.</summary>
    public required int RowsPerStep { get; init; }

    /// <summary>How long before a multiple of the period a frame is delivered, so that it is fresh when the brain's tick comes.</summary>
    public double LeadSec { get; init; } = 0.002;
    public double MinRangeM { get; init; } = 0.03;
    public double MaxRangeM { get; init; } = 8;

    /// <summary>Depth noise: standard deviation = constant + quadratic · depth², as stereo has it.</summary>
    public double NoiseM { get; init; } = 0.0010;
    public double NoisePerM { get; init; } = 0.0015;

    /// <summary>Chance that a pixel returns nothing: constant + per metre · depth.</summary>
    public double PixelDropout { get; init; } = 0.004;
    public double PixelDropoutPerM { get; init; } = 0.002;

    /// <summary>Chance that a pixel's class is taken from its neighbour.</summary>
    public double SegmentationError { get; init; } = 0.004;

    public static DepthCameraOptions Wrist(string body, Pose mountInBody, string excludedBody) => new()
    {
        Camera = "wrist",
        Kind = SensorKind.WristCamera,
        Body = body,
        MountInBody = mountInBody,
        ExcludedBody = excludedBody,
        Width = 32,
        Height = 32,
        HorizontalFovRad = 75 * Math.PI / 180,
        VerticalFovRad = 75 * Math.PI / 180,
        Timing = new() { RateHz = 10, LatencySec = 0.026, DropoutProbability = 0.01 },
        RowsPerStep = 4,
        NoiseM = 0.0008,
    };

    public static DepthCameraOptions Head(string body, Pose mountInBody, string excludedBody) => new()
    {
        Camera = "head",
        Kind = SensorKind.HeadCamera,
        Body = body,
        MountInBody = mountInBody,
        ExcludedBody = excludedBody,
        Width = 96,
        Height = 72,
        HorizontalFovRad = 90 * Math.PI / 180,
        VerticalFovRad = 70 * Math.PI / 180,
        Timing = new() { RateHz = 5, LatencySec = 0.060, DropoutProbability = 0.01 },
        RowsPerStep = 3,
    };

    /// <summary>Throws <see cref="ArgumentException"/> when the options contradict one another.</summary>
    public void Validate(double stepSec)
    {
        Timing.Validate();
        if (Width is < 2 or > 1024 || Height is < 2 or > 1024 || RowsPerStep < 1 || Height % RowsPerStep != 0)
        {
            throw new ArgumentException($"camera {Camera}: {Width}x{Height} pixels must be 2 to 1024 each way, and rows per step ({RowsPerStep}) must divide the height");
        }
        if (HorizontalFovRad is not (> 0.05 and < 3.0) || VerticalFovRad is not (> 0.05 and < 3.0))
        {
            throw new ArgumentException($"camera {Camera}: fields of view must be in 0.05 to 3 rad");
        }
        double exposureSec = Height / RowsPerStep * stepSec;
        if (Timing.LatencySec < exposureSec)
        {
            throw new ArgumentException(FormattableString.Invariant($"camera {Camera}: latency {Timing.LatencySec:G4} s is shorter than the exposure of {exposureSec:G4} s"));
        }
    }
}
