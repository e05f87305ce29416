using System.Collections.Concurrent;

namespace RoboticsStack.Faults;

/// <summary>Many episodes, side by side; the same seed gives the same report, whatever the number of jobs and however often it was broken off.</summary>
/// <param name="episode">Runs one of them.</param>
public sealed class FaultCampaign(FaultEpisode episode)
{
    /// <param name="tally">What has been run already is in it.</param>
    /// <param name="missing">Episodes to run.</param>
    /// <param name="jobs">So many at a time.</param>
    /// <param name="done">Told after each episode, one at a time, in whatever order they end.</param>
    /// <param name="cancellation">Ends it early; those that have begun are finished.</param>
    public void Run(CampaignTally tally, IEnumerable<int> missing, int jobs, Action<EpisodeResult>? done, CancellationToken cancellation)
    {
        Lock one = new();
        try
        {
            Parallel.ForEach(
                Partitioner.Create(missing, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation },
                index =>
                {
                    EpisodeResult result = Run(index);
                    lock (one)
                    {
                        tally.Add(result);
                        done?.Invoke(result);
                    }
                });
        }
        catch (OperationCanceledException)
        {
            // What has run counts.
        }
    }

    private EpisodeResult Run(int index)
    {
        try
        {
            return episode.Run(index);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"episode {index} did not run to its end: {e.Message}", e);
        }
    }
}
