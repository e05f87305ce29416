using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Intuition.Observing;

/// <summary>What the detector says of one thing in one frame.</summary>
/// <param name="Found">Whether it was found; otherwise position and extent are zero.</param>
/// <param name="Position">Map frame, metres, with noise.</param>
/// <param name="HalfExtentM">With noise.</param>
/// <param name="Share">Truth: share of the thing that could be seen. Not for the model.</param>
public readonly record struct Sighting(bool Found, Vec3 Position, Vec3 HalfExtentM, double Share);
