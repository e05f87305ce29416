using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Mujoco;

/// <summary>
/// Contacts of two boxes along the axis of least overlap, by separating axes and by clipping one face against the sides of the other (Gottschalk, Lin and
/// Manocha, 1996; Sutherland and Hodgman, 1974). Stands in where MuJoCo's portal refinement has found a normal that is far from that axis.
/// </summary>
internal static unsafe class BoxContacts
{
    /// <summary>Eight at most are the corners of a clipped face.</summary>
    private const int MaxCorners = 16;

    /// <summary>Edges whose cross product is shorter are parallel: their common normal is that of a face.</summary>
    private const double LeastSine = 0.02;

    /// <summary>A pair of edges has to overlap by less than this share of what the faces do, since faces give the steadier contacts.</summary>
    private const double EdgeShare = 0.95;

    internal enum OverlapKind
    {
        FaceOfA,
        FaceOfB,
        Edges,
    }

    /// <summary>Where two boxes overlap least.</summary>
    /// <param name="DepthM">By how much; negative if they are apart.</param>
    /// <param name="Normal">Unit vector from the first towards the second.</param>
    internal readonly record struct Overlap(double DepthM, Vec3 Normal)
    {
        internal OverlapKind Kind { get; init; }
    }

    public static Overlap Least(in PlacedShape a, in PlacedShape b)
    {
        Vec3 offset = b.Centre - a.Centre;
        Overlap least = new(double.PositiveInfinity, Vec3.UnitZ);
        for (int axis = 0; axis < 3; axis++)
        {
            least = Less(least, a, b, offset, a.Axis(axis), OverlapKind.FaceOfA, 1);
            least = Less(least, a, b, offset, b.Axis(axis), OverlapKind.FaceOfB, 1);
        }
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                Vec3 cross = a.Axis(i).Cross(b.Axis(j));
                if (cross.Length > LeastSine)
                {
                    least = Less(least, a, b, offset, cross.Normalized(), OverlapKind.Edges, EdgeShare);
                }
            }
        }
        return least;
    }

    /// <summary>Writes the contacts into MuJoCo's list; returns how many.</summary>
    public static int Write(in PlacedShape a, in PlacedShape b, in Overlap overlap, byte* contacts)
    {
        if (overlap.Kind == OverlapKind.Edges)
        {
            (Vec3 onA, Vec3 onB) = Nearest(Edge(a, overlap.Normal), Edge(b, -overlap.Normal));
            Put(contacts, 0, (onA + onB) * 0.5, overlap.DepthM, overlap.Normal);
            return 1;
        }
        bool isOfA = overlap.Kind == OverlapKind.FaceOfA;
        return isOfA ? WriteFace(a, b, overlap.Normal, overlap.Normal, contacts) : WriteFace(b, a, -overlap.Normal, overlap.Normal, contacts);
    }

    private static Overlap Less(in Overlap known, in PlacedShape a, in PlacedShape b, Vec3 offset, Vec3 axis, OverlapKind kind, double share)
    {
        double along = offset.Dot(axis);
        double depth = a.BoxReach(axis) + b.BoxReach(axis) - Math.Abs(along);
        bool isLess = depth < 0 ? depth < known.DepthM : depth < share * known.DepthM;
        return isLess ? new(depth, along < 0 ? -axis : axis) { Kind = kind } : known;
    }

    /// <summary>The corners of the other box's face that looks this way, clipped to the sides of the reference face, where they lie below it.</summary>
    /// <param name="outward">Normal of the reference face.</param>
    /// <param name="normal">Of the contacts.</param>
    private static int WriteFace(in PlacedShape reference, in PlacedShape other, Vec3 outward, Vec3 normal, byte* contacts)
    {
        Span<Vec3> corners = stackalloc Vec3[MaxCorners], clipped = stackalloc Vec3[MaxCorners];
        int count = Face(other, -outward, corners);
        int along = Longest(reference, outward);
        for (int side = 1; side <= 2; side++)
        {
            int axis = (along + side) % 3;
            Vec3 direction = reference.Axis(axis);
            double middle = reference.Centre.Dot(direction), half = reference.Half(axis);
            count = Clip(corners[..count], direction, middle + half, clipped);
            count = Clip(clipped[..count], -direction, half - middle, corners);
        }
        double top = reference.Centre.Dot(outward) + reference.BoxReach(outward);
        int written = 0;
        for (int i = 0; i < count; i++)
        {
            double depth = top - corners[i].Dot(outward);
            if (depth > 0)
            {
                Put(contacts, written++, corners[i] + outward * (depth / 2), depth, normal);
            }
        }
        return written;
    }

    /// <summary>The part of a polygon with p · direction ≤ end.</summary>
    private static int Clip(ReadOnlySpan<Vec3> polygon, Vec3 direction, double end, Span<Vec3> inside)
    {
        int count = 0;
        for (int i = 0; i < polygon.Length; i++)
        {
            Vec3 from = polygon[i], to = polygon[(i + 1) % polygon.Length];
            double fromBeyond = from.Dot(direction) - end, toBeyond = to.Dot(direction) - end;
            if (fromBeyond <= 0)
            {
                inside[count++] = from;
            }
            if (fromBeyond <= 0 != toBeyond <= 0)
            {
                inside[count++] = Vec3.Lerp(from, to, fromBeyond / (fromBeyond - toBeyond));
            }
        }
        return count;
    }

    /// <summary>Corners, in turn, of the face whose normal is nearest to a direction.</summary>
    private static int Face(in PlacedShape box, Vec3 direction, Span<Vec3> corners)
    {
        int axis = Longest(box, direction);
        Vec3 middle = box.Centre + box.Axis(axis) * (box.Half(axis) * Math.CopySign(1, box.Axis(axis).Dot(direction)));
        int second = (axis + 1) % 3, third = (axis + 2) % 3;
        Vec3 u = box.Axis(second) * box.Half(second), v = box.Axis(third) * box.Half(third);
        (corners[0], corners[1], corners[2], corners[3]) = (middle + u + v, middle - u + v, middle - u - v, middle + u - v);
        return 4;
    }

    /// <summary>Of the edges that run across a direction most, the one that lies farthest along it.</summary>
    private static (Vec3 From, Vec3 To) Edge(in PlacedShape box, Vec3 towards)
    {
        int along = 0;
        double least = double.PositiveInfinity;
        for (int axis = 0; axis < 3; axis++)
        {
            double turned = Math.Abs(box.Axis(axis).Dot(towards));
            (along, least) = turned < least ? (axis, turned) : (along, least);
        }
        Vec3 middle = box.Centre;
        for (int side = 1; side <= 2; side++)
        {
            int axis = (along + side) % 3;
            middle += box.Axis(axis) * (box.Half(axis) * Math.CopySign(1, box.Axis(axis).Dot(towards)));
        }
        Vec3 half = box.Axis(along) * box.Half(along);
        return (middle - half, middle + half);
    }

    /// <summary>Nearest points of two lines.</summary>
    private static (Vec3 OnFirst, Vec3 OnSecond) Nearest((Vec3 From, Vec3 To) first, (Vec3 From, Vec3 To) second)
    {
        Vec3 u = first.To - first.From, v = second.To - second.From, w = first.From - second.From;
        double uu = u.Dot(u), uv = u.Dot(v), vv = v.Dot(v), uw = u.Dot(w), vw = v.Dot(w);
        double determinant = Math.Max(uu * vv - uv * uv, 1e-18);
        double s = Math.Clamp((uv * vw - vv * uw) / determinant, 0, 1), t = Math.Clamp((uu * vw - uv * uw) / determinant, 0, 1);
        return (first.From + u * s, second.From + v * t);
    }

    private static int Longest(in PlacedShape box, Vec3 direction)
    {
        double x = Math.Abs(box.Axis(0).Dot(direction)), y = Math.Abs(box.Axis(1).Dot(direction)), z = Math.Abs(box.Axis(2).Dot(direction));
        return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
    }

    private static void Put(byte* contacts, int index, Vec3 at, double depthM, Vec3 normal)
    {
        byte* contact = contacts + index * MujocoLayout.ContactEntry.Bytes;
        *(double*)(contact + MujocoLayout.ContactEntry.Distance) = -depthM;
        double* position = (double*)(contact + MujocoLayout.ContactEntry.Position), frame = (double*)(contact + MujocoLayout.ContactEntry.Frame);
        (position[0], position[1], position[2]) = (at.X, at.Y, at.Z);
        // MuJoCo completes the frame from its first axis when the second is zero.
        (frame[0], frame[1], frame[2], frame[3], frame[4], frame[5]) = (normal.X, normal.Y, normal.Z, 0, 0, 0);
    }
}
