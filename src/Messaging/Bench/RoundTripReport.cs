namespace RoboticsStack.Messaging.Bench;

/// <summary>Round-trip times in microseconds: publisher to echoing subscriber and back, each way through the broker.</summary>
public sealed record RoundTripReport(int Sent, int Received, double MedianUs, double P90Us, double P99Us, double MaxUs)
{
    internal static RoundTripReport From(int sent, IReadOnlyCollection<long> nanoseconds)
    {
        long[] sorted = [.. nanoseconds.Order()];
        double At(double quantile) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Round(quantile * (sorted.Length - 1))] / 1000.0;
        return new(sent, sorted.Length, At(0.5), At(0.9), At(0.99), At(1));
    }
}
