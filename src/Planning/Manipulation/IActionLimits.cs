namespace RoboticsStack.Planning.Manipulation;

/// <summary>The range of each dimension of an action, for what draws actions at random.</summary>
public interface IActionLimits
{
    float Clamp(int dimension, double value);

    double HalfRange(int dimension);
}
