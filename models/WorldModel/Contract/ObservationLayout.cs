namespace RoboticsStack.Models;

/// <summary>
/// What the world model sees of one 10 Hz frame: a flat vector of <see cref="Size"/> floats in SI units, not normalised
/// (normalisation is baked into the encoder graph). "Gripper frame" is level: x along the approach direction, y to the left (the axis
/// along which the fingers close), z up.
/// </summary>
public static class ObservationLayout
{
    /// <summary>Part of the manifest; a model trained for another version is refused.</summary>
    public const int Version = 1;

    public const int JointCount = 7;
    public const int PadCount = 2;
    public const int PadRows = 16;
    public const int PadColumns = 8;
    public const int PadCells = PadRows * PadColumns;
    public const int ImageSide = 32;
    public const int SlotCount = 4;

    /// <summary>Joint positions and speeds, gripper, setpoint lag, gripper position and previous action: see <see cref="Proprio"/>.</summary>
    public static readonly Segment ProprioSegment = new("proprio", 0, 28);

    /// <summary>Force (N) then torque (Nm) at the wrist, in the gripper frame.</summary>
    public static readonly Segment Wrench = new("wrench", 28, 6);

    /// <summary>Left pad then right pad, each 16 rows of 8 cells, newtons per cell.</summary>
    public static readonly Segment Tactile = new("tactile", 34, PadCount * PadCells);

    /// <summary>Wrist depth, row by row from the top left, metres clipped to 0..1.</summary>
    public static readonly Segment WristDepth = new("wristDepth", 290, ImageSide * ImageSide);

    /// <summary>1 where the wrist camera's pixel belongs to the target object, else 0.</summary>
    public static readonly Segment WristMask = new("wristMask", 1314, ImageSide * ImageSide);

    /// <summary>Four slots of <see cref="Slot.Size"/>: object, goal frame, the two nearest neighbours within half a metre.</summary>
    public static readonly Segment Slots = new("slots", 2338, SlotCount * Slot.Size);

    /// <summary>One flag per <see cref="Modality"/>: 1 present, 0 missing. The values of a missing modality are ignored.</summary>
    public static readonly Segment Present = new("present", 2394, ModalityCount);

    public const int ModalityCount = 6;
    public const int Size = 2400;

    /// <summary>All segments in order, for manifests and checks.</summary>
    public static IReadOnlyList<Segment> Segments { get; } = [ProprioSegment, Wrench, Tactile, WristDepth, WristMask, Slots, Present];

    /// <summary>The slot's values inside an observation; 0 object, 1 goal frame, 2 and 3 neighbours.</summary>
    public static Segment SlotAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)SlotCount);
        return new($"slot{index}", Slots.Start + index * Slot.Size, Slot.Size);
    }

    public const int ObjectSlot = 0;
    public const int GoalSlot = 1;

    /// <summary>Offsets inside <see cref="ProprioSegment"/>.</summary>
    public static class Proprio
    {
        /// <summary>q, 7 × rad.</summary>
        public const int JointPositions = 0;
        /// <summary>qdot, 7 × rad/s.</summary>
        public const int JointVelocities = 7;
        /// <summary>Opening between the fingers, m.</summary>
        public const int GripperWidth = 14;
        /// <summary>m/s, positive opening.</summary>
        public const int GripperWidthRate = 15;
        /// <summary>Setpoint minus measured gripper pose in the gripper frame: dx, dy, dz (m), dyaw (rad).</summary>
        public const int SetpointLag = 16;
        /// <summary>Gripper position in the arm_base frame, x, y, z (m).</summary>
        public const int GripperPositionInArmBase = 20;
        /// <summary>The action of the step that led to this frame, <see cref="ActionScale.Size"/> values.</summary>
        public const int PreviousAction = 23;
    }

    /// <summary>Offsets inside one slot. Positions and axes in the gripper frame.</summary>
    public static class Slot
    {
        public const int Size = 14;
        /// <summary>x, y, z (m).</summary>
        public const int Position = 0;
        /// <summary>sin, cos of the yaw relative to the gripper.</summary>
        public const int YawSinCos = 3;
        /// <summary>x and y of the thing's own up axis; 0, 0 when upright.</summary>
        public const int Tilt = 5;
        /// <summary>m.</summary>
        public const int Radius = 7;
        /// <summary>m.</summary>
        public const int Height = 8;
        /// <summary>1 when the slot holds something, else 0 and all other values 0.</summary>
        public const int Valid = 9;
        /// <summary>Seconds since it was last seen, clipped to 0..5.</summary>
        public const int AgeSeconds = 10;
        /// <summary>One-hot <see cref="SlotKind"/>, 3 values.</summary>
        public const int Kind = 11;
    }
}

/// <summary>Index into the one-hot of a slot.</summary>
public enum SlotKind
{
    Vessel = 0,
    Machine = 1,
    Other = 2,
}

/// <summary>
/// Inputs that can each be missing. A modality is masked by clearing its flag in <see cref="ObservationLayout.Present"/>; a
/// goal can so be a partial observation.
/// </summary>
public enum Modality
{
    Proprio = 0,
    Wrench = 1,
    Tactile = 2,
    /// <summary>Wrist depth and mask together.</summary>
    WristImage = 3,
    ObjectSlot = 4,
    GoalSlot = 5,
}
