using System.Numerics.Tensors;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>Places in one layout, as latents, and how long the shortest way is between any two of them.</summary>
/// <param name="Dots">[places, D].</param>
/// <param name="Walls">[W].</param>
/// <param name="Blocks">[places, places], blocks of actions; infinite where no way was found.</param>
internal sealed record Roadmap(float[] Dots, float[] Walls, float[] Blocks)
{
    /// <summary>Turns lengths of single edges [places, places] into those of shortest ways, in place (Floyd, 1962; Warshall, 1962).</summary>
    public static void FindShortestWays(Span<float> lengths, int places)
    {
        float[] by = new float[places];
        for (int over = 0; over < places; over++)
        {
            ReadOnlySpan<float> onwards = lengths.Slice(over * places, places);
            for (int from = 0; from < places; from++)
            {
                Span<float> known = lengths.Slice(from * places, places);
                if (from != over && float.IsFinite(known[over]))
                {
                    TensorPrimitives.Add(onwards, known[over], by);
                    TensorPrimitives.Min(known, by, known);
                }
            }
        }
    }
}
