using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>What a skill may do in one 0.1 s step, per action dimension, in the action's own unit (−1..1; see <see cref="ActionScale"/>).</summary>
public sealed record ActionBounds : IActionLimits
{
    private ActionBounds(float[] low, float[] high) => (Low, High) = (low, high);

    public IReadOnlyList<float> Low { get; }
    public IReadOnlyList<float> High { get; }

    /// <param name="translation">Either way, for dx, dy and dz.</param>
    /// <param name="yaw">Either way.</param>
    /// <param name="closing">Fastest change of the gripper's width, negative closing.</param>
    /// <param name="opening">Fastest change of the gripper's width, positive opening.</param>
    public static ActionBounds Of(double translation, double yaw, double closing, double opening)
    {
        bool valid = translation is >= 0 and <= 1 && yaw is >= 0 and <= 1 && closing >= -1 && closing <= opening && opening <= 1;
        if (!valid)
        {
            throw new ArgumentException($"action bounds {translation}, {yaw}, {closing}..{opening} must lie in -1..1, the first two in 0..1");
        }
        float t = (float)translation;
        float y = (float)yaw;
        return new([-t, -t, -t, -y, (float)closing], [t, t, t, y, (float)opening]);
    }

    /// <summary>Each dimension's own, as <see cref="Low"/> and <see cref="High"/> give them.</summary>
    public static ActionBounds From(float[] low, float[] high)
    {
        bool valid = low.Length == ActionScale.Size && high.Length == ActionScale.Size && low.Zip(high).All(pair => pair.First >= -1 && pair.First <= pair.Second && pair.Second <= 1);
        return valid ? new(low, high) : throw new ArgumentException($"action bounds need {ActionScale.Size} values each, low up to high within -1..1");
    }

    public float Clamp(int dimension, double value) => (float)Math.Clamp(value, Low[dimension], High[dimension]);

    public double HalfRange(int dimension) => 0.5 * (High[dimension] - Low[dimension]);
}
