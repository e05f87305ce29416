namespace RoboticsStack.Faults;

/// <summary>What a stored campaign is of; only what was run under the same may be gone on with.</summary>
/// <param name="Build">Names the code.</param>
/// <param name="Robot">Hash of its description.</param>
/// <param name="Promises">Hash of the book.</param>
public sealed record CampaignHeader(ulong Seed, int RealEvery, string Build, string Robot, string Promises);
