using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RoboticsStack.Core.Geometry;
using static RoboticsStack.Mujoco.MujocoLayout;

namespace RoboticsStack.Mujoco;

/// <summary>
/// Takes the place of entries in MuJoCo's table of collision functions. Version 2.2.2's box against box now and then reports a deep
/// contact between boxes centimetres apart, when edges are all but parallel (a knife block 4 cm from a wall left at 25 m/s); its general
/// convex function does not. But that one's normal may be far from the axis of least overlap near an edge (a fingertip set down on a table's edge with
/// 0.1 m/s was thrown off sideways with 600 N): such contacts are replaced (<see cref="BoxContacts"/>). It is slow, too, so boxes and cylinders that a
/// separating axis keeps apart are dismissed here first; so are capsules, of which most are far from the long furniture whose bounding spheres they are in.
/// What is soft meets a thing with one spring: of several contacts along a line each would be one, and foam that a table's leg presses in three times as hard as its stiffness says.
/// </summary>
internal static unsafe class ConvexPairs
{
    /// <summary>Left to MuJoCo where rounding could decide, metres.</summary>
    private const double SlackM = 1e-9;

    /// <summary>Boxes overlap along MuJoCo's normal by no more than this share of the least that they do along any, and by this much more.</summary>
    private const double DepthShare = 1.25, DepthSlackM = 1e-4;

    private static delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int> _convex, _capsuleBox;

    public static void Install(nint library)
    {
        nint* table = (nint*)NativeLibrary.GetExport(library, "mjCOLLISIONFUNC");
        nint convex = table[GeomCylinder * GeomKinds + GeomBox];
        if (table[GeomEllipsoid * GeomKinds + GeomBox] != convex)
        {
            throw new InvalidOperationException("The MuJoCo library's table of collision functions is not that of version 2.2.2.");
        }
        _convex = (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int>)convex;
        nint* capsuleBox = &table[GeomCapsule * GeomKinds + GeomBox];
        _capsuleBox = (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int>)*capsuleBox;
        *capsuleBox = (nint)(delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int>)&CapsuleBox;
        table[GeomBox * GeomKinds + GeomBox] = (nint)(delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int>)&BoxBox;
        table[GeomCylinder * GeomKinds + GeomBox] = (nint)(delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int, int, double, int>)&CylinderBox;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int BoxBox(byte* model, byte* data, byte* contacts, int first, int second, double margin)
    {
        PlacedShape a = new(model, data, first), b = new(model, data, second);
        Vec3 offset = b.Centre - a.Centre;
        bool apart = IsApart(a.X) || IsApart(a.Y) || IsApart(a.Z) || IsApart(b.X) || IsApart(b.Y) || IsApart(b.Z);
        if (apart)
        {
            return 0;
        }
        int count = _convex(model, data, contacts, first, second, margin);
        double deepest = 0;
        for (int i = 0; i < count; i++)
        {
            deepest = Math.Max(deepest, -*(double*)(contacts + i * ContactEntry.Bytes + ContactEntry.Distance));
        }
        if (deepest > DepthSlackM && BoxContacts.Least(a, b) is { DepthM: > 0 } least && deepest > DepthShare * least.DepthM + DepthSlackM)
        {
            count = BoxContacts.Write(a, b, least, contacts);
        }
        return OneIfSoft(model, first, second, contacts, count);

        bool IsApart(Vec3 axis) => Math.Abs(offset.Dot(axis)) - a.BoxReach(axis) - b.BoxReach(axis) > margin;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CylinderBox(byte* model, byte* data, byte* contacts, int cylinder, int box, double margin)
    {
        PlacedShape c = new(model, data, cylinder), b = new(model, data, box);
        Vec3 offset = b.Centre - c.Centre;
        Vec3 outward = (offset - c.Z * offset.Dot(c.Z)).Normalized();
        bool apart = IsApart(c.Z) || IsApart(b.X) || IsApart(b.Y) || IsApart(b.Z) || IsApart(outward);
        return apart ? 0 : OneIfSoft(model, cylinder, box, contacts, _convex(model, data, contacts, cylinder, box, margin));

        bool IsApart(Vec3 axis) => Math.Abs(offset.Dot(axis)) - c.CylinderReach(axis) - b.BoxReach(axis) > margin;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CapsuleBox(byte* model, byte* data, byte* contacts, int capsule, int box, double margin)
    {
        double* poses = *(double**)(data + Data.GeomXpos), axes = *(double**)(data + Data.GeomXmat), sizes = *(double**)(model + Model.GeomSize);
        double* c = poses + 3 * capsule, z = axes + 9 * capsule + 2, b = poses + 3 * box, m = axes + 9 * box;
        double x = c[0] - b[0], y = c[1] - b[1], up = c[2] - b[2];
        double thick = sizes[3 * capsule] + margin + SlackM, half = sizes[3 * capsule + 1];
        for (int i = 0; i < 3; i++)
        {
            double apart = Math.Abs(x * m[i] + y * m[3 + i] + up * m[6 + i]) - half * Math.Abs(z[0] * m[i] + z[3] * m[3 + i] + z[6] * m[6 + i]);
            if (apart > thick + sizes[3 * box + i])
            {
                return 0;
            }
        }
        return OneIfSoft(model, capsule, box, contacts, _capsuleBox(model, data, contacts, capsule, box, margin));
    }

    /// <summary>The deepest contact, put in the middle of all.</summary>
    private static int OneIfSoft(byte* model, int first, int second, byte* contacts, int count)
    {
        double* weights = *(double**)(model + Model.GeomSolmix);
        if (count < 2 || Math.Max(weights[first], weights[second]) < MjcfWriter.SoftWeight)
        {
            return count;
        }
        int deepest = 0;
        double* middle = stackalloc double[3];
        (middle[0], middle[1], middle[2]) = (0, 0, 0);
        for (int i = 0; i < count; i++)
        {
            double* position = (double*)(contacts + i * ContactEntry.Bytes + ContactEntry.Position);
            deepest = Distance(i) < Distance(deepest) ? i : deepest;
            for (int axis = 0; axis < 3; axis++)
            {
                middle[axis] += position[axis] / count;
            }
        }
        new ReadOnlySpan<byte>(contacts + deepest * ContactEntry.Bytes, ContactEntry.Bytes).CopyTo(new Span<byte>(contacts, ContactEntry.Bytes));
        new ReadOnlySpan<double>(middle, 3).CopyTo(new Span<double>(contacts + ContactEntry.Position, 3));
        return 1;

        double Distance(int i) => *(double*)(contacts + i * ContactEntry.Bytes + ContactEntry.Distance);
    }
}
