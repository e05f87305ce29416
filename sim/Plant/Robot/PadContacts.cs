using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Robot;

/// <summary>
/// Pressure on the two fingertip pads, from the contacts of a step. Each contact's normal force is spread over the cells around its point, as a
/// rubber skin does. Cells run from the tip backwards (rows, along −x of the gripper) and from the top down (columns, along −z), on both pads.
/// </summary>
public sealed class PadContacts
{
    /// <summary>Standard deviation of the spread, metres.</summary>
    private const double SpreadM = 0.0025;

    private readonly IPhysicsWorld _world;
    private readonly Pad _left, _right;
    private readonly double _cellM;
    private readonly double[] _rowShare, _columnShare;

    public PadContacts(IPhysicsWorld world, RobotDescription robot)
    {
        _world = world;
        Rows = robot.Gripper.PadColumns;
        Columns = robot.Gripper.PadRows;
        _cellM = robot.Gripper.PadCellM;
        _rowShare = new double[Rows];
        _columnShare = new double[Columns];
        _left = new Pad(world, PadLink(robot, robot.LeftFingerJoint), 1, Rows * Columns);
        _right = new Pad(world, PadLink(robot, robot.RightFingerJoint), -1, Rows * Columns);
    }

    /// <summary>Along the finger, tip first.</summary>
    public int Rows { get; }

    /// <summary>Across the finger, top first.</summary>
    public int Columns { get; }

    /// <summary>Newtons, row by row.</summary>
    public ReadOnlySpan<double> LeftN => _left.CellsN;
    public ReadOnlySpan<double> RightN => _right.CellsN;
    public double LeftForceN => _left.ForceN;
    public double RightForceN => _right.ForceN;
    public double PeakCellN { get; private set; }
    public bool AreBothTouching => _left.ForceN > 0.1 && _right.ForceN > 0.1;

    /// <summary>Shapes of the pads' surfaces.</summary>
    public static IEnumerable<string> ShapeNames(RobotDescription robot) =>
        new[] { robot.LeftFingerJoint, robot.RightFingerJoint }.SelectMany(joint => PadLink(robot, joint).Collision).Select(RobotBodies.ShapeName);

    public void Update(ReadOnlySpan<Contact> contacts)
    {
        _left.Clear();
        _right.Clear();
        PeakCellN = 0;
        foreach (ref readonly Contact contact in contacts)
        {
            Take(_left, contact);
            Take(_right, contact);
        }
    }

    private void Take(Pad pad, in Contact contact)
    {
        bool isB = contact.ShapeB == pad.Shape;
        if (!isB && contact.ShapeA != pad.Shape)
        {
            return;
        }
        Pose pose = _world.GetPose(pad.Body);
        Quat toPad = pose.Orientation.Inverse();
        double pressing = pad.OutwardY * toPad.Rotate(isB ? contact.Force : -contact.Force).Y;
        if (pressing <= 0)
        {
            return;
        }
        Vec3 point = toPad.Rotate(contact.Point - pose.Position);
        Share(_rowShare, point.X);
        Share(_columnShare, point.Z);
        pad.ForceN += pressing;
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                double cell = pad.CellsN[row * Columns + column] += pressing * _rowShare[row] * _columnShare[column];
                PeakCellN = Math.Max(PeakCellN, cell);
            }
        }
    }

    /// <summary>Parts of 1 for the cells along one axis, first cell at the positive end, about a point on that axis.</summary>
    private void Share(double[] shares, double at)
    {
        double first = (shares.Length - 1) * _cellM / 2, sum = 0;
        at = Math.Clamp(at, -first, first);
        for (int i = 0; i < shares.Length; i++)
        {
            double offset = (first - i * _cellM - at) / SpreadM;
            sum += shares[i] = Math.Exp(-offset * offset / 2);
        }
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] /= sum;
        }
    }

    /// <summary>The link fixed to a finger that carries its pad.</summary>
    private static RobotLink PadLink(RobotDescription robot, RobotJoint finger) =>
        robot.FindLink(robot.Joints.First(joint => joint.Parent == finger.Child && joint.Kind == RobotJointKind.Fixed).Child);

    private sealed class Pad(IPhysicsWorld world, RobotLink link, int outwardY, int cells)
    {
        public BodyHandle Body { get; } = world.FindBody(link.Name);
        public ShapeHandle Shape { get; } = world.FindShape(RobotBodies.ShapeName(link.Collision[0]));

        /// <summary>Sign, along the pad's y, of the direction in which a thing between the fingers presses.</summary>
        public int OutwardY { get; } = outwardY;
        public double[] CellsN { get; } = new double[cells];
        public double ForceN { get; set; }

        public void Clear()
        {
            Array.Clear(CellsN);
            ForceN = 0;
        }
    }
}
