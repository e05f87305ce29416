using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Recording.Report;
using RoboticsStack.Scenes;

namespace RoboticsStack.Runtime.Runs;

/// <summary>Turns a physics scene into what the replay draws.</summary>
public static class SceneReplay
{
    /// <summary>The kitchen with the robot in it.</summary>
    public static ReplayScene Of(Kitchen kitchen, RobotDescription robot) =>
        Of(RobotBodies.Describe(robot).AddTo(kitchen.Bodies, kitchen.ContactExclusions), robot.Frames.Gripper, robot.Frames.Base);

    /// <param name="scene">Shapes that no camera sees are left out.</param>
    /// <param name="gripper">Body whose origin draws the executed path.</param>
    /// <param name="robotBase">Body that the camera follows.</param>
    public static ReplayScene Of(SceneDescription scene, string gripper, string robotBase)
    {
        Dictionary<string, BodyDescription> bodies = scene.Bodies.ToDictionary(body => body.Name);
        Dictionary<string, List<ReplayShape>> shapes = [];
        foreach (BodyDescription body in scene.Bodies)
        {
            (BodyDescription carrier, Pose inCarrier) = CarrierOf(body);
            if (!shapes.TryGetValue(carrier.Name, out List<ReplayShape>? list))
            {
                shapes[carrier.Name] = list = [];
            }
            list.AddRange(body.Shapes.Where(shape => shape.Visible).Select(shape => Convert(shape, inCarrier)));
        }
        (BodyDescription hand, Pose gripperInHand) = CarrierOf(bodies[gripper]);
        return new ReplayScene
        {
            Bodies = [.. scene.Bodies.Where(body => shapes.ContainsKey(body.Name)).Select(body => new ReplayBody(body.Name, InWorld(body), shapes[body.Name]))],
            GripperBody = hand.Name,
            GripperPointInBody = gripperInHand.Position,
            RobotBody = CarrierOf(bodies[robotBase]).Body.Name,
        };

        // Only bodies with joints of their own have recorded poses; what is fixed to one is drawn as a part of it.
        (BodyDescription Body, Pose Pose) CarrierOf(BodyDescription body)
        {
            Pose pose = Pose.Identity;
            while (!body.Free && body.Joints.Count == 0 && body.Parent is { } parent)
            {
                pose = body.Pose * pose;
                body = bodies[parent];
            }
            return (body, pose);
        }

        Pose InWorld(BodyDescription body) => body.Parent is { } parent ? InWorld(bodies[parent]) * body.Pose : body.Pose;
    }

    private static ReplayShape Convert(ShapeDescription shape, Pose bodyInCarrier) => new(
        shape.Kind switch
        {
            ShapeKind.Box => ReplayShapeKind.Box,
            ShapeKind.Cylinder => ReplayShapeKind.Cylinder,
            ShapeKind.Capsule => ReplayShapeKind.Capsule,
            ShapeKind.Sphere => ReplayShapeKind.Sphere,
            _ => ReplayShapeKind.Plane,
        },
        shape.Size,
        bodyInCarrier * shape.Pose,
        [shape.Colour.R, shape.Colour.G, shape.Colour.B, shape.Colour.A],
        shape.Semantic.ToString().ToLowerInvariant());
}
