using RoboticsStack.Core.Geometry;
using RoboticsStack.Planning.Navigation;
using RoboticsStack.Planning.Tasks.Tree;

namespace RoboticsStack.Planning.Tasks.Base;

/// <summary>Drives straight back a little, keeping its heading: away from a counter before turning.</summary>
public sealed class BackAway(double distanceM) : Node<TaskContext>("back away")
{
    private const double TimeoutSec = 8;
    private Core.Time.Timestamp _started;

    protected override void OnStart(TaskContext context)
    {
        _started = context.Now;
        Pose2 here = context.Belief.BaseInMap;
        (double sin, double cos) = Math.SinCos(here.YawRad);
        Pose2 goal = new(here.X - distanceM * cos, here.Y - distanceM * sin, here.YawRad);
        context.Navigator.Follower.Start(new NavigationPath([new Vec3(here.X, here.Y, 0), new Vec3(goal.X, goal.Y, 0)], goal, distanceM));
    }

    /// <summary>Being blocked, or late, is no failure: it only goes as far as there is room.</summary>
    protected override NodeStatus OnTick(TaskContext context)
    {
        context.Navigator.Drive(context);
        bool done = context.Navigator.Follower.Status is FollowStatus.Arrived or FollowStatus.Blocked || context.Now.SecondsSince(_started) > TimeoutSec;
        context.Say(Name);
        return done ? NodeStatus.Success : NodeStatus.Running;
    }

    protected override void OnHalt(TaskContext context) => context.Navigator.Follower.Stop();
}
