using System.Buffers.Binary;
using Google.Protobuf;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>Turns a search into its message: the gripper's way, in the map, for the elites of each iteration.</summary>
internal static class PlannerTracing
{
    private const int BytesPerPoint = 3 * sizeof(short);

    /// <param name="pathOf">The waypoints, arm_base, that a sequence of actions leads through; the first is where it starts.</param>
    public static PlannerTrace ToTrace(ReplanOutcome outcome, Func<PlanCandidate, GripperTrajectory> pathOf, Pose armBaseInMap)
    {
        Vec3 origin = armBaseInMap.Transform(outcome.Trajectory.Waypoints[0].Position);
        PlannerTrace trace = new()
        {
            Skill = outcome.Skill,
            OriginInMap = new() { X = origin.X, Y = origin.Y, Z = origin.Z },
            PointsPerPath = (uint)outcome.Chosen.Horizon,
        };
        trace.Disagreement.AddRange(outcome.Chosen.Disagreement);
        foreach (SearchStep step in outcome.Search.Steps)
        {
            trace.Iterations.Add(new SearchIteration
            {
                Samples = (uint)step.Samples,
                BestCost = step.BestCost,
                LastEliteCost = step.LastEliteCost,
                ElitePathsMm = Pack(step.Elites, pathOf, armBaseInMap, origin, outcome.Chosen.Horizon),
            });
        }
        return trace;
    }

    private static ByteString Pack(IReadOnlyList<PlanCandidate> elites, Func<PlanCandidate, GripperTrajectory> pathOf, Pose armBaseInMap, Vec3 origin, int points)
    {
        byte[] bytes = new byte[elites.Count * points * BytesPerPoint];
        Span<byte> rest = bytes;
        foreach (PlanCandidate elite in elites)
        {
            foreach (GripperWaypoint waypoint in pathOf(elite).Waypoints.Skip(1))
            {
                Vec3 offset = armBaseInMap.Transform(waypoint.Position) - origin;
                BinaryPrimitives.WriteInt16LittleEndian(rest, Millimetres(offset.X));
                BinaryPrimitives.WriteInt16LittleEndian(rest[2..], Millimetres(offset.Y));
                BinaryPrimitives.WriteInt16LittleEndian(rest[4..], Millimetres(offset.Z));
                rest = rest[BytesPerPoint..];
            }
        }
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static short Millimetres(double metres) => (short)Math.Clamp(Math.Round(1000 * metres), short.MinValue, short.MaxValue);
}
