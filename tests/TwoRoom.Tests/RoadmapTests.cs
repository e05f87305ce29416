using RoboticsStack.Core.Randomness;
using RoboticsStack.TwoRoomAgent;

namespace RoboticsStack.TwoRoom.Tests;

/// <summary>Shortest ways over chains of edges.</summary>
public sealed class RoadmapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Shortest_ways_obey_the_triangle_and_each_is_an_edge_or_made_of_two_shorter_ones(ulong seed)
    {
        const int Places = 30;
        RandomStream random = new(seed);
        float[] edges = new float[Places * Places];
        for (int i = 0; i < edges.Length; i++)
        {
            edges[i] = i % (Places + 1) == 0 ? 0 : random.Chance(0.1) ? (float)random.Uniform(0.1, 1) : float.PositiveInfinity;
        }
        float[] ways = [.. edges];
        Roadmap.FindShortestWays(ways, Places);
        Assert.True(ways.Count(float.IsFinite) > edges.Count(float.IsFinite), $"seed {seed}");
        for (int from = 0; from < Places; from++)
        {
            for (int to = 0; to < Places; to++)
            {
                float way = ways[from * Places + to];
                float[] over = [.. Enumerable.Range(0, Places).Where(over => over != from && over != to).Select(over => ways[from * Places + over] + ways[over * Places + to])];
                Assert.True(way <= edges[from * Places + to] && way <= over.Min() + 1e-4, $"seed {seed}: {from} to {to}");
                Assert.True(way == edges[from * Places + to] || Math.Abs(way - over.Min()) < 1e-4, $"seed {seed}: {from} to {to}");
            }
        }
    }
}
