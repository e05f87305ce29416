namespace RoboticsStack.Perception;

/// <summary>Mean of readings by weight; old readings fade once the total weight passes a cap.</summary>
internal sealed class WeightedMean(double weightCap)
{
    private double _weight;

    public bool HasValue => _weight > 0;
    public double Value { get; private set; }

    public void Add(double reading, double weight)
    {
        _weight = Math.Min(_weight + weight, weightCap);
        Value += (reading - Value) * Math.Min(1, weight / _weight);
    }
}
