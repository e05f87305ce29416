using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RoboticsStack.Core.Geometry;
using static RoboticsStack.Mujoco.MujocoLayout;

namespace RoboticsStack.Mujoco;

/// <summary>
/// Takes the place of two entries in MuJoCo's table of collision functions. Version 2.2.2's box against box now and then reports a deep
/// contact between boxes centimetres apart, when edges are all but parallel (a knife block 4 cm from a wall left at 25 m/s); its general
/// convex function does not. That one is slow, so boxes and cylinders that a separating axis keeps apart are dismissed here first.
/// </summary>
internal static unsafe class ConvexPairs
{
    private static delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int> _convex;

    public static void Install(nint library)
    {
        nint* table = (nint*)NativeLibrary.GetExport(library, "mjCOLLISIONFUNC");
        nint convex = table[GeomCylinder * GeomKinds + GeomBox];
        if (table[GeomEllipsoid * GeomKinds + GeomBox] != convex)
        {
            throw new InvalidOperationException("The MuJoCo library's table of collision functions is not that of version 2.2.2.");
        }
        _convex = (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int>)convex;
        table[GeomBox * GeomKinds + GeomBox] = (nint)(delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int>)&BoxBox;
        table[GeomCylinder * GeomKinds + GeomBox] = (nint)(delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int>)&CylinderBox;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int BoxBox(byte* model, byte* data, byte* contacts, int first, int second, double margin)
    {
        Placed a = new(model, data, first), b = new(model, data, second);
        Vec3 offset = b.Centre - a.Centre;
        bool apart = IsApart(a.X) || IsApart(a.Y) || IsApart(a.Z) || IsApart(b.X) || IsApart(b.Y) || IsApart(b.Z);
        return apart ? 0 : _convex(model, data, contacts, first, second, margin);

        bool IsApart(Vec3 axis) => Math.Abs(offset.Dot(axis)) - a.BoxReach(axis) - b.BoxReach(axis) > margin;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CylinderBox(byte* model, byte* data, byte* contacts, int cylinder, int box, double margin)
    {
        Placed c = new(model, data, cylinder), b = new(model, data, box);
        Vec3 offset = b.Centre - c.Centre;
        Vec3 outward = (offset - c.Z * offset.Dot(c.Z)).Normalized();
        bool apart = IsApart(c.Z) || IsApart(b.X) || IsApart(b.Y) || IsApart(b.Z) || IsApart(outward);
        return apart ? 0 : _convex(model, data, contacts, cylinder, box, margin);

        bool IsApart(Vec3 axis) => Math.Abs(offset.Dot(axis)) - c.CylinderReach(axis) - b.BoxReach(axis) > margin;
    }

    /// <summary>A shape's place and axes in the world, and its size.</summary>
    private readonly struct Placed
    {
        public Placed(byte* model, byte* data, int shape)
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

        /// <summary>How far the shape extends from its centre along a unit direction.</summary>
        public double BoxReach(Vec3 n) => Size.X * Math.Abs(X.Dot(n)) + Size.Y * Math.Abs(Y.Dot(n)) + Size.Z * Math.Abs(Z.Dot(n));

        public double CylinderReach(Vec3 n)
        {
            double cos = Z.Dot(n);
            return Size.X * Math.Sqrt(Math.Max(0, 1 - cos * cos)) + Size.Y * Math.Abs(cos);
        }
    }
}
