using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Learning;

/// <summary>Ways to fill a new parameter.</summary>
public static class Initial
{
    public static float[] Zeros(Shape shape) => new float[shape.Count];

    public static float[] Ones(Shape shape) => Filled(shape, 1);

    public static float[] Filled(Shape shape, float value)
    {
        float[] values = new float[shape.Count];
        Array.Fill(values, value);
        return values;
    }

    /// <summary>Normal with standard deviation <paramref name="gain"/>/√fan-in, fan-in being the axis before the last (He et al., 2015).</summary>
    public static Func<Shape, float[]> ByFanIn(RandomStream random, double gain = 1) => shape =>
        Normal(shape, random, gain / Math.Sqrt(shape.Rank > 1 ? shape[^2] : shape[^1]));

    public static float[] Normal(Shape shape, RandomStream random, double deviation)
    {
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.Gaussian(0, deviation);
        }
        return values;
    }
}
