using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>
/// What one sequence is changed by before it is learned from, the same in all its frames. A session is a few hundred frames in one kitchen, and an
/// encoder soon knows it by its joint angles, its neighbours and the view of the wrist camera, and recalls the labels instead of reading them off the
/// slots. The variations take those marks away and leave what happens as it was.
/// </summary>
public sealed class SequenceVariation
{
    /// <summary>The goal is ours to choose: a shift and a turn of it change no physics. Its height stays, since it tells of the surface below.</summary>
    private const double MoveGoal = 0.5;
    private const double GoalShiftMetres = 0.08;
    private const double GoalTurnRadians = 0.4;

    /// <summary>An object that stays this far from the fingers all along could as well stand elsewhere; the picture of it is then left out.</summary>
    private const double MoveObject = 0.5;
    private const double ObjectShiftMetres = 0.1;
    private const double AwayMetres = 0.11;

    private const double DropNeighbour = 0.3;
    private const double JointRadians = 0.06;
    private const double ArmBaseMetres = 0.03;

    /// <summary>As the tracker errs, in units of what it measures.</summary>
    private const double ObjectMetres = 0.0015;
    private const double SizeShare = 0.08;

    private const int ImageShiftPixels = 2;
    private const double DepthShare = 0.06;

    private readonly bool _movesGoal, _movesObject;
    private readonly float _goalX, _goalY, _turnSin, _turnCos, _objectX, _objectY;
    private readonly bool[] _dropsNeighbour = new bool[ObservationLayout.SlotCount - 2];
    private readonly float[] _joints = new float[ObservationLayout.JointCount], _armBase = new float[3], _object = new float[3], _sizes = new float[2];
    private readonly int _imageX, _imageY;
    private readonly float _depthScale;

    public SequenceVariation(RandomStream random)
    {
        _movesGoal = random.Chance(MoveGoal);
        (_goalX, _goalY) = ((float)random.Gaussian(0, GoalShiftMetres), (float)random.Gaussian(0, GoalShiftMetres));
        (double sin, double cos) = Math.SinCos(random.Gaussian(0, GoalTurnRadians));
        (_turnSin, _turnCos) = ((float)sin, (float)cos);
        _movesObject = random.Chance(MoveObject);
        (_objectX, _objectY) = ((float)random.Gaussian(0, ObjectShiftMetres), (float)random.Gaussian(0, ObjectShiftMetres));
        for (int i = 0; i < _dropsNeighbour.Length; i++)
        {
            _dropsNeighbour[i] = random.Chance(DropNeighbour);
        }
        Fill(_joints, JointRadians, random);
        Fill(_armBase, ArmBaseMetres, random);
        Fill(_object, ObjectMetres, random);
        Fill(_sizes, SizeShare, random);
        (_imageX, _imageY) = (random.Index(2 * ImageShiftPixels + 1) - ImageShiftPixels, random.Index(2 * ImageShiftPixels + 1) - ImageShiftPixels);
        _depthScale = (float)(1 + random.Gaussian(0, DepthShare));
    }

    /// <summary>Whether the object may be moved as far as this frame is concerned: out of the fingers' reach before and after.</summary>
    public bool MayMoveObject(ReadOnlySpan<float> labels)
    {
        if (!_movesObject)
        {
            return false;
        }
        ReadOnlySpan<float> at = labels.Slice(ProbeLayout.ObjectPosition, 3);
        (float x, float y) = InGripper(labels[ProbeLayout.GoalYawSinCos], labels[ProbeLayout.GoalYawSinCos + 1], _objectX, _objectY);
        return IsAway(at[0], at[1], at[2]) && IsAway(at[0] + x, at[1] + y, at[2]);

        // Unknown labels are not away.
        static bool IsAway(float x, float y, float z) => x * x + y * y + z * z > AwayMetres * AwayMetres;
    }

    /// <param name="moveObject"><see cref="MayMoveObject"/> in every frame of the sequence.</param>
    public void Apply(Span<float> observation, Span<float> labels, bool moveObject)
    {
        Span<float> proprio = ObservationLayout.ProprioSegment.Of(observation);
        Add(proprio[ObservationLayout.Proprio.JointPositions..], _joints);
        Add(proprio[ObservationLayout.Proprio.GripperPositionInArmBase..], _armBase);
        Span<float> thing = ObservationLayout.SlotAt(ObservationLayout.ObjectSlot).Of(observation);
        Span<float> goal = ObservationLayout.SlotAt(ObservationLayout.GoalSlot).Of(observation);
        bool hasObject = thing[ObservationLayout.Slot.Valid] > 0;
        if (hasObject)
        {
            Add(thing[ObservationLayout.Slot.Position..], _object);
            thing[ObservationLayout.Slot.Radius] *= 1 + _sizes[0];
            thing[ObservationLayout.Slot.Height] *= 1 + _sizes[1];
        }
        if (moveObject && hasObject)
        {
            (float x, float y) = InGripper(labels[ProbeLayout.GoalYawSinCos], labels[ProbeLayout.GoalYawSinCos + 1], _objectX, _objectY);
            Add(thing[ObservationLayout.Slot.Position..], [x, y]);
            Add(labels[ProbeLayout.ObjectPosition..], [x, y]);
            Add(labels[ProbeLayout.ObjectInGoal..], [_objectX, _objectY]);
            ObservationLayout.Present.Of(observation)[(int)Modality.WristImage] = 0;
        }
        // Without an object the goal is a thing to be touched, such as a button, and stays where it is felt.
        if (_movesGoal && hasObject && goal[ObservationLayout.Slot.Valid] > 0)
        {
            Move(goal, labels);
        }
        for (int i = 0; i < _dropsNeighbour.Length; i++)
        {
            if (_dropsNeighbour[i])
            {
                ObservationLayout.SlotAt(i + 2).Of(observation).Clear();
            }
        }
        Shift(ObservationLayout.WristDepth.Of(observation), _depthScale);
        Shift(ObservationLayout.WristMask.Of(observation), 1);
    }

    /// <summary>Moves the goal by a vector of its own frame, which stays the same however the gripper moves, then turns it.</summary>
    private void Move(Span<float> goal, Span<float> labels)
    {
        (float x, float y) = InGripper(goal[ObservationLayout.Slot.YawSinCos], goal[ObservationLayout.Slot.YawSinCos + 1], _goalX, _goalY);
        Add(goal[ObservationLayout.Slot.Position..], [x, y]);
        Turn(goal.Slice(ObservationLayout.Slot.YawSinCos, 2));
        Add(labels[ProbeLayout.GoalPosition..], [x, y]);
        Turn(labels.Slice(ProbeLayout.GoalYawSinCos, 2));
        Span<float> inGoal = labels.Slice(ProbeLayout.ObjectInGoal, 2);
        (float left, float right) = (inGoal[0] - _goalX, inGoal[1] - _goalY);
        inGoal[0] = _turnCos * left + _turnSin * right;
        inGoal[1] = _turnCos * right - _turnSin * left;
    }

    /// <summary>A vector of the goal's frame, seen from a gripper relative to which the goal has this yaw.</summary>
    private static (float X, float Y) InGripper(float sin, float cos, float x, float y) => (cos * x - sin * y, sin * x + cos * y);

    private void Turn(Span<float> sinCos) =>
        (sinCos[0], sinCos[1]) = (sinCos[0] * _turnCos + sinCos[1] * _turnSin, sinCos[1] * _turnCos - sinCos[0] * _turnSin);

    private void Shift(Span<float> image, float scale)
    {
        const int Side = ObservationLayout.ImageSide;
        Span<float> source = stackalloc float[Side * Side];
        image.CopyTo(source);
        for (int row = 0; row < Side; row++)
        {
            int from = Math.Clamp(row + _imageY, 0, Side - 1) * Side;
            for (int column = 0; column < Side; column++)
            {
                image[row * Side + column] = source[from + Math.Clamp(column + _imageX, 0, Side - 1)] * scale;
            }
        }
    }

    private static void Fill(Span<float> values, double deviation, RandomStream random)
    {
        foreach (ref float value in values)
        {
            value = (float)random.Gaussian(0, deviation);
        }
    }

    private static void Add(Span<float> to, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            to[i] += values[i];
        }
    }
}
