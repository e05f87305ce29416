using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>
/// The manipulation skills as objectives. The goal slot means: for reaching skills the gripper pose wanted; for placing the object's pose wanted;
/// for pressing the centre of the button's face, x axis pointing into the machine.
/// </summary>
public static class SkillObjectives
{
    /// <summary>From the gripper's origin forward to the fingertips.</summary>
    public const double TipAheadM = 0.026;
    public const double OpenWidthM = 0.140;

    /// <summary>Squeeze for a mug of up to 0.65 kg with friction 0.5 and half as much again in reserve.</summary>
    public const double GraspForceN = 12;
    public const double WantedPadForceN = 8;

    /// <summary>
    /// The most that the gate is to let a pad press on a mug with: three times the squeeze, since single cells are held to the same share of their limit,
    /// and a round mug presses on few of them.
    /// </summary>
    public const double GripCapN = 3 * GraspForceN;

    /// <summary>The arm is stiff (about 16 kN/m) and a button's stop is hard: 0.75 mm in each tenth of a second until it is noticed are 12 N.</summary>
    private const double PressSpeedMPerSec = 0.008;

    private const double PositionScaleM = 0.015;
    private const double CoarsePositionScaleM = 0.03;

    /// <summary>Across a straight way in or out: beside it stand things and under it is a table, however far there still is to go.</summary>
    private const double AcrossScaleM = 0.008;
    private const double AngleScaleRad = 0.08;
    private const double TiltScale = 0.10;
    private const double WidthScaleM = 0.015;
    private const double ForceScaleN = 4;
    private const double SpeedScaleMPerSec = 0.05;
    private const double HeldScale = 0.3;
    private const double SpillScaleRad = 0.05;

    /// <summary>Moves the open gripper through free space to the goal pose.</summary>
    public static SkillObjective Reach(double widthM = OpenWidthM) => new()
    {
        Name = "reach",
        Terms = [.. GoalPose(CoarsePositionScaleM), .. Width(widthM), .. WristForceWithin(8), TipSpeedAtMost(0.25)],
        Bounds = ActionBounds.Of(1, 1, -1, 1),
        GripperForceN = GraspForceN,
        LatentWeight = 0.2,
    };

    /// <summary>Moves the open gripper straight in around the object without moving it.</summary>
    public static SkillObjective Approach(double widthM = OpenWidthM) => new()
    {
        Name = "approach",
        Terms = [.. GoalLine(PositionScaleM), .. Width(widthM), .. WristForceWithin(5), .. ObjectUpright(), TipSpeedAtMost(0.12)],
        Bounds = ActionBounds.Of(0.5, 0.5, -0.5, 0.5),
        GripperForceN = GraspForceN,
        LatentWeight = 0.2,
    };

    /// <summary>Closes on the object, staying where the gripper is.</summary>
    /// <param name="objectDiameterM">As perceived; the fingers are asked for a little less, so that they squeeze.</param>
    public static SkillObjective Close(double objectDiameterM) => new()
    {
        Name = "close",
        Terms =
        [
            .. GoalPose(PositionScaleM), .. Width(Math.Max(objectDiameterM - 0.010, 0)), .. HoldFirmly(), .. ObjectUpright(), .. WristForceWithin(8),
        ],
        Bounds = ActionBounds.Of(0.15, 0.15, -0.5, 0.1),
        GripperForceN = GraspForceN,
    };

    /// <summary>Raises the held object to the goal pose of the gripper.</summary>
    /// <param name="heightM">At least this far above what it stood on.</param>
    public static SkillObjective Lift(double heightM) => new()
    {
        Name = "lift",
        Terms =
        [
            .. GoalPose(CoarsePositionScaleM), .. HoldFirmly(), .. ObjectUpright(), TipSpeedAtMost(0.15),
            new(ProbeLayout.ObjectHeightAboveSupport, ProbeTermKind.AtLeast, heightM, CoarsePositionScaleM, 0.5),
        ],
        Bounds = ActionBounds.Of(0.6, 0.4, -0.1, 0),
        GripperForceN = GraspForceN,
    };

    /// <summary>Brings the held vessel to the goal pose of the gripper without spilling.</summary>
    /// <param name="straight">Along the gripper's own x axis: in under a spout and out again, close over the tray.</param>
    public static SkillObjective CarryPose(bool straight = false, double maxSpillRiskRad = 0.12) => new()
    {
        Name = "carry",
        Terms =
        [
            .. straight ? GoalLine(CoarsePositionScaleM) : GoalPose(CoarsePositionScaleM), .. HoldFirmly(), .. ObjectUpright(), TipSpeedAtMost(0.15),
            new(ProbeLayout.SpillRisk, ProbeTermKind.AtMost, maxSpillRiskRad, SpillScaleRad, 2),
        ],
        Bounds = ActionBounds.Of(0.6, 0.4, -0.1, 0),
        GripperForceN = GraspForceN,
        ActionChangeWeight = 0.3,
    };

    /// <summary>Sets the held object down at the goal: slowly, upright, with bounded force.</summary>
    public static SkillObjective Place(double maxSpillRiskRad = 0.12) => new()
    {
        Name = "place",
        Terms =
        [
            .. ObjectAtGoal(PositionScaleM), .. HoldFirmly(), .. ObjectUpright(), .. WristForceWithin(12), TipSpeedAtMost(0.05),
            new(ProbeLayout.SpillRisk, ProbeTermKind.AtMost, maxSpillRiskRad, SpillScaleRad, 2),
        ],
        // A surface is met up to 0.15 s before it is felt: at 5 cm/s the mug then slides up in the fingers, not the table through the mug.
        Bounds = ActionBounds.Of(0.2, 0.4, -0.1, 0),
        GripperForceN = GraspForceN,
        ActionChangeWeight = 0.3,
    };

    /// <summary>Opens the fingers and leaves the object standing; the gripper stays at its goal pose.</summary>
    public static SkillObjective Release(double widthM = OpenWidthM) => new()
    {
        Name = "release",
        Terms =
        [
            .. GoalPose(AcrossScaleM), .. Width(widthM), .. ObjectUpright(), .. WristForceWithin(8),
            new(ProbeLayout.Held, ProbeTermKind.Track, 0, HeldScale, 0.5),
            new(ProbeLayout.PadForceLeft, ProbeTermKind.AtMost, 0.5, ForceScaleN),
            new(ProbeLayout.PadForceRight, ProbeTermKind.AtMost, 0.5, ForceScaleN),
        ],
        Bounds = ActionBounds.Of(0.1, 0.1, 0, 0.5),
        GripperForceN = GraspForceN,
    };

    /// <summary>Backs the open gripper straight away to the goal pose, leaving the object alone.</summary>
    public static SkillObjective Retreat(double widthM = OpenWidthM) => new()
    {
        Name = "retreat",
        Terms = [.. GoalLine(CoarsePositionScaleM), .. Width(widthM), .. ObjectUpright(), .. WristForceWithin(8), TipSpeedAtMost(0.2)],
        Bounds = ActionBounds.Of(0.8, 0.5, 0, 0.5),
        GripperForceN = GraspForceN,
    };

    /// <summary>Brings the closed fingertips to the button and pushes it in.</summary>
    /// <remarks>What is asked for is a place, not the button's travel: the model knows where the hand is to a millimetre, and of the travel hardly more than that there is some.</remarks>
    /// <param name="depthM">How far past the face of the unpressed button the tips are to go, well beyond its stop; negative stands off from it.</param>
    public static SkillObjective Press(double depthM = 0.012, double maxForceN = 20) => new()
    {
        Name = depthM > 0 ? "press" : "press-standoff",
        Terms =
        [
            Position(ProbeLayout.GoalPosition, TipAheadM - depthM, PositionScaleM / 2),
            Position(ProbeLayout.GoalPosition + 1, 0, PositionScaleM / 2),
            Position(ProbeLayout.GoalPosition + 2, 0, PositionScaleM / 2),
            .. GoalYaw(), .. Width(0), .. WristForceWithin(maxForceN), TipSpeedAtMost(depthM > 0 ? PressSpeedMPerSec : 0.10),
        ],
        Bounds = depthM > 0 ? ActionBounds.Of(0.03, 0.1, -1, 0) : ActionBounds.Of(0.5, 0.5, -1, 0),
        GripperForceN = GraspForceN,
    };

    private static ProbeTerm Position(int probe, double value, double scaleM) => new(probe, ProbeTermKind.Track, value, scaleM);

    private static IEnumerable<ProbeTerm> GoalPose(double scaleM) =>
        [.. Enumerable.Range(ProbeLayout.GoalPosition, 3).Select(probe => Position(probe, 0, scaleM)), .. GoalYaw()];

    /// <summary>As <see cref="GoalPose"/>, along the gripper's own x axis: the way there counts as much as its end.</summary>
    private static IEnumerable<ProbeTerm> GoalLine(double alongScaleM) =>
    [
        Position(ProbeLayout.GoalPosition, 0, alongScaleM),
        Position(ProbeLayout.GoalPosition + 1, 0, AcrossScaleM),
        Position(ProbeLayout.GoalPosition + 2, 0, AcrossScaleM),
        .. GoalYaw(),
    ];

    private static IEnumerable<ProbeTerm> GoalYaw() =>
    [
        new(ProbeLayout.GoalYawSinCos, ProbeTermKind.Track, 0, AngleScaleRad, 0.5),
        new(ProbeLayout.GoalYawSinCos + 1, ProbeTermKind.Track, 1, AngleScaleRad, 0.5),
    ];

    private static IEnumerable<ProbeTerm> ObjectAtGoal(double scaleM) =>
        Enumerable.Range(ProbeLayout.ObjectInGoal, 3).Select(probe => Position(probe, 0, scaleM));

    private static IEnumerable<ProbeTerm> ObjectUpright() =>
    [
        new(ProbeLayout.ObjectTilt, ProbeTermKind.Track, 0, TiltScale, 0.5),
        new(ProbeLayout.ObjectTilt + 1, ProbeTermKind.Track, 0, TiltScale, 0.5),
    ];

    private static IEnumerable<ProbeTerm> Width(double widthM) => [new(ProbeLayout.GripperWidth, ProbeTermKind.Track, widthM, WidthScaleM, 0.5)];

    private static IEnumerable<ProbeTerm> HoldFirmly() =>
    [
        new(ProbeLayout.Held, ProbeTermKind.Track, 1, HeldScale),
        new(ProbeLayout.PadForceLeft, ProbeTermKind.AtLeast, WantedPadForceN, ForceScaleN, 0.5),
        new(ProbeLayout.PadForceRight, ProbeTermKind.AtLeast, WantedPadForceN, ForceScaleN, 0.5),
        new(ProbeLayout.PadForceLeft, ProbeTermKind.AtMost, 2 * WantedPadForceN, ForceScaleN, 0.5),
        new(ProbeLayout.PadForceRight, ProbeTermKind.AtMost, 2 * WantedPadForceN, ForceScaleN, 0.5),
    ];

    private static IEnumerable<ProbeTerm> WristForceWithin(double limitN)
    {
        for (int axis = 0; axis < 3; axis++)
        {
            yield return new(ProbeLayout.WristForce + axis, ProbeTermKind.AtLeast, -limitN, ForceScaleN, 0.5);
            yield return new(ProbeLayout.WristForce + axis, ProbeTermKind.AtMost, limitN, ForceScaleN, 0.5);
        }
    }

    private static ProbeTerm TipSpeedAtMost(double metresPerSec) => new(ProbeLayout.TipSpeed, ProbeTermKind.AtMost, metresPerSec, SpeedScaleMPerSec, 0.3);
}
