using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

/// <summary>Cost in metres of driving from one start to each cell; infinite where the base cannot get.</summary>
public sealed class TravelCosts
{
    private readonly float[] _costs;

    internal TravelCosts(GridFrame frame, float[] costs)
    {
        Frame = frame;
        _costs = costs;
    }

    public GridFrame Frame { get; }

    public double To(int index) => _costs[index];

    public double To(double xM, double yM) => Frame.IndexAt(xM, yM) is >= 0 and int index ? _costs[index] : double.PositiveInfinity;
}
