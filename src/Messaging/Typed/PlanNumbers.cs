using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Messaging.Typed;

/// <summary>Looks for numbers in a plan that no motion may follow from.</summary>
public static class PlanNumbers
{
    /// <summary>True if every number in the plan is finite and every arm point has a full pose.</summary>
    public static bool AreFinite(Plan plan)
    {
        bool finite = double.IsFinite(plan.LiftM) && double.IsFinite(plan.GripCapN);
        foreach (ArmPoint point in plan.Arm)
        {
            finite &= IsFinite(point.GripperInArmBase) && double.IsFinite(point.GripperWidthM) && double.IsFinite(point.GripperForceN);
        }
        foreach (JointPoint point in plan.Joints)
        {
            foreach (double position in point.PositionRad)
            {
                finite &= double.IsFinite(position);
            }
        }
        foreach (BasePoint point in plan.Base)
        {
            finite &= double.IsFinite(point.VxMPerSec) && double.IsFinite(point.VyMPerSec) && double.IsFinite(point.YawRateRadPerSec);
        }
        return finite;
    }

    private static bool IsFinite(Pose? pose) =>
        pose is { Position: { } p, Orientation: { } q }
        && double.IsFinite(p.X) && double.IsFinite(p.Y) && double.IsFinite(p.Z)
        && double.IsFinite(q.W) && double.IsFinite(q.X) && double.IsFinite(q.Y) && double.IsFinite(q.Z);
}
