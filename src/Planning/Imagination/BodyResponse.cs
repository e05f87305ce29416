using RoboticsStack.Models;

namespace RoboticsStack.Planning.Imagination;

/// <summary>
/// What the body answers to the actions: how far the hand lags behind its setpoint, what wrist and pads feel, how fast the fingers move; and what that goes with. A drive that is late or
/// rubs, and a heavier thing in the hand, show here first; the world model's latent need not keep them.
/// </summary>
public static class BodyResponse
{
    private const int LagSize = 4, WrenchSize = 6;

    /// <summary>Lag (m, m, m, rad), wrench at the wrist (N, Nm), sum of each pad (N), rate of the gripper's width (m/s).</summary>
    public static int Size => LagSize + WrenchSize + ObservationLayout.PadCount + 1;

    /// <summary>Responses that an action of the same kind drives, with that action's number: lag in x, y, z and yaw, and the fingers.</summary>
    public static IReadOnlyList<(int Response, int Action)> Driven { get; } = [(0, 0), (1, 1), (2, 2), (3, ActionScale.Yaw), (Size - 1, ActionScale.GripperWidth)];

    public static int CauseSize => 1 + 3 * ActionScale.Size + HeldTerms + 3 + ObservationLayout.JointCount + 2;

    /// <summary>What is held, and its product with the hand's latest motion.</summary>
    private const int HeldTerms = 4;

    /// <param name="observation"><see cref="ObservationLayout"/>.</param>
    public static float[] Read(ReadOnlySpan<float> observation)
    {
        float[] response = new float[Size];
        observation.Slice(ObservationLayout.Proprio.SetpointLag, LagSize).CopyTo(response);
        observation.Slice(ObservationLayout.Wrench.Start, WrenchSize).CopyTo(response.AsSpan(LagSize));
        ReadOnlySpan<float> cells = observation.Slice(ObservationLayout.Tactile.Start, ObservationLayout.Tactile.Length);
        int padCells = cells.Length / ObservationLayout.PadCount;
        for (int i = 0; i < cells.Length; i++)
        {
            response[LagSize + WrenchSize + i / padCells] += cells[i];
        }
        response[^1] = observation[ObservationLayout.Proprio.GripperWidthRate];
        return response;
    }

    /// <summary>What a response goes with: the three latest actions, whether something is held, where hand and joints are.</summary>
    /// <param name="observation">Of the same moment.</param>
    /// <param name="decoded">The latent's probes, <see cref="ProbeLayout"/>, of the same moment.</param>
    /// <param name="actions">The three latest, newest last, <see cref="ActionScale"/>.</param>
    public static float[] Cause(ReadOnlySpan<float> observation, ReadOnlySpan<float> decoded, ReadOnlySpan<float> actions)
    {
        float[] cause = new float[CauseSize];
        cause[0] = 1;
        actions.CopyTo(cause.AsSpan(1));
        int at = 1 + actions.Length;
        float held = Math.Clamp(decoded[ProbeLayout.Held], 0, 1);
        cause[at++] = held;
        for (int axis = 0; axis < HeldTerms - 1; axis++)
        {
            cause[at++] = held * actions[2 * ActionScale.Size + axis];
        }
        observation.Slice(ObservationLayout.Proprio.GripperPositionInArmBase, 3).CopyTo(cause.AsSpan(at));
        observation.Slice(ObservationLayout.Proprio.JointPositions, ObservationLayout.JointCount).CopyTo(cause.AsSpan(at + 3));
        cause[^2] = observation[ObservationLayout.Proprio.GripperWidth];
        cause[^1] = Math.Clamp(decoded[ProbeLayout.ObjectHeightAboveSupport], 0, 0.3f);
        return cause;
    }
}
