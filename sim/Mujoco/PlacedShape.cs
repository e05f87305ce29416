using RoboticsStack.Core.Geometry;
using static RoboticsStack.Mujoco.MujocoLayout;

namespace RoboticsStack.Mujoco;

/// <summary>A shape's place and axes in the world, and its size.</summary>
internal readonly unsafe struct PlacedShape
{
    public PlacedShape(byte* model, byte* data, int shape)
    {
        double* p = *(double**)(data + Data.GeomXpos) + 3 * shape;
        double* m = *(double**)(data + Data.GeomXmat) + 9 * shape;
        double* s = *(double**)(model + Model.GeomSize) + 3 * shape;
        Centre = new(p[0], p[1], p[2]);
        Size = new(s[0], s[1], s[2]);
        X = new(m[0], m[3], m[6]);
        Y = new(m[1], m[4], m[7]);
        Z = new(m[2], m[5], m[8]);
    }

    public Vec3 Centre { get; }
    public Vec3 Size { get; }
    public Vec3 X { get; }
    public Vec3 Y { get; }
    public Vec3 Z { get; }

    public Vec3 Axis(int axis) => axis == 0 ? X : axis == 1 ? Y : Z;

    /// <summary>Half of a box's length along one of its axes.</summary>
    public double Half(int axis) => axis == 0 ? Size.X : axis == 1 ? Size.Y : Size.Z;

    /// <summary>How far the shape extends from its centre along a unit direction.</summary>
    public double BoxReach(Vec3 n) => Size.X * Math.Abs(X.Dot(n)) + Size.Y * Math.Abs(Y.Dot(n)) + Size.Z * Math.Abs(Z.Dot(n));

    public double CylinderReach(Vec3 n)
    {
        double cos = Z.Dot(n);
        return Size.X * Math.Sqrt(Math.Max(0, 1 - cos * cos)) + Size.Y * Math.Abs(cos);
    }
}
