using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording.Report;

/// <summary>The gripper's planned and checked path of every replan, in the map's frame.</summary>
internal sealed class PlanTrack
{
    private const int MaxPoints = 64;
    private const double TimeStepSec = 0.01;
    private const double PointStepM = 0.002;

    private readonly List<float> _times = [];
    private readonly Paths _planned = new();
    private readonly Paths _checked = new();

    public void Add(double time, ReplanReport replan)
    {
        if (replan.PlannedPathInMap.Count > 0)
        {
            _times.Add((float)time);
            _planned.Add(replan.PlannedPathInMap);
            _checked.Add(replan.PhysicsPathInMap);
        }
    }

    public object ToJson(PagePack pack) => new { times = pack.Add(_times, TimeStepSec), planned = _planned.ToJson(pack), @checked = _checked.ToJson(pack) };

    private sealed class Paths
    {
        private readonly List<int> _counts = [];
        private readonly List<float> _points = [];

        public void Add(IReadOnlyList<Vector3> path)
        {
            int count = Math.Min(path.Count, MaxPoints);
            _counts.Add(count);
            for (int i = 0; i < count; i++)
            {
                _points.AddRange([(float)path[i].X, (float)path[i].Y, (float)path[i].Z]);
            }
        }

        public object ToJson(PagePack pack) => new { counts = pack.Add(_counts), points = pack.Add(_points, PointStepM, 3) };
    }
}
