namespace RoboticsStack.Planning.Navigation;

/// <summary>What the head camera can tell from how far, and what is worth a look.</summary>
public sealed record ExplorerOptions
{
    /// <summary>Range at which a mug on a top is detected reliably.</summary>
    public double InspectRangeM { get; init; } = 2.3;

    /// <summary>Range at which tops and walls can be told apart.</summary>
    public double ClassifyRangeM { get; init; } = 3.8;

    /// <summary>Nearer than this the camera looks over things.</summary>
    public double BlindRangeM { get; init; } = 0.55;
    public double UsableHalfFovRad { get; init; } = 40 * Math.PI / 180;
    public double CandidateSpacingM { get; init; } = 0.3;

    /// <summary>Room wanted around the footprint where it stops to look.</summary>
    public double RoomM { get; init; } = 0.09;

    /// <summary>Time that stopping and looking takes, on top of the way.</summary>
    public double StopSec { get; init; } = 1.5;

    /// <summary>Weight of 0.15 m × 0.15 m of top not searched yet.</summary>
    public double TopWeight { get; init; } = 1;

    /// <summary>Weight of as much obstacle of unknown kind.</summary>
    public double UnseenWeight { get; init; } = 0.4;
    public double FrontierWeight { get; init; } = 0.25;

    /// <summary>Weight of a thing seen but not confirmed.</summary>
    public double DoubtfulWeight { get; init; } = 6;

    /// <summary>A viewpoint with less to see than this is not worth going to.</summary>
    public double LeastGain { get; init; } = 0.8;

    /// <summary>Share of a viewpoint's gain that must be left for it to be worth going on.</summary>
    public double SpentShare { get; init; } = 0.25;
}
