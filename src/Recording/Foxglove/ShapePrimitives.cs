using RoboticsStack.Core.Geometry;
using RoboticsStack.Recording.Report;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>Shapes as a scene's primitives.</summary>
internal static class ShapePrimitives
{
    private const double PlaneThicknessM = 0.002;

    /// <summary>An entity that moves with its frame.</summary>
    public static Schemas.SceneEntity Entity(string id, string frame, IEnumerable<ReplayShape> shapes)
    {
        Schemas.SceneEntity entity = new() { Id = id, FrameId = frame, FrameLocked = true };
        foreach (ReplayShape shape in shapes)
        {
            Add(entity, shape);
        }
        return entity;
    }

    private static void Add(Schemas.SceneEntity entity, ReplayShape shape)
    {
        Schemas.Color colour = Conversions.Rgba(shape.Colour[0], shape.Colour[1], shape.Colour[2], shape.Colour[3]);
        (Vec3 size, double diameter) = (shape.Size, 2 * shape.Size.X);
        switch (shape.Kind)
        {
            case ReplayShapeKind.Box:
                entity.Cubes.Add(new Schemas.CubePrimitive { Pose = shape.Pose.ToFoxglove(), Size = (2 * size).ToFoxglove(), Color = colour });
                break;
            case ReplayShapeKind.Plane:
                Pose below = shape.Pose * new Pose(new(0, 0, -PlaneThicknessM / 2), Quat.Identity);
                entity.Cubes.Add(new Schemas.CubePrimitive { Pose = below.ToFoxglove(), Size = new Vec3(2 * size.X, 2 * size.Y, PlaneThicknessM).ToFoxglove(), Color = colour });
                break;
            case ReplayShapeKind.Sphere:
                AddSphere(shape.Pose);
                break;
            case ReplayShapeKind.Cylinder:
                AddCylinder();
                break;
            case ReplayShapeKind.Capsule:
                AddCylinder();
                AddSphere(shape.Pose * new Pose(new(0, 0, size.Y), Quat.Identity));
                AddSphere(shape.Pose * new Pose(new(0, 0, -size.Y), Quat.Identity));
                break;
            default:
                break;
        }

        void AddSphere(Pose pose) => entity.Spheres.Add(new Schemas.SpherePrimitive { Pose = pose.ToFoxglove(), Size = new Vec3(diameter, diameter, diameter).ToFoxglove(), Color = colour });

        void AddCylinder() => entity.Cylinders.Add(new Schemas.CylinderPrimitive
        {
            Pose = shape.Pose.ToFoxglove(),
            Size = new Vec3(diameter, diameter, 2 * size.Y).ToFoxglove(),
            BottomScale = 1,
            TopScale = 1,
            Color = colour,
        });
    }
}
