using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Manipulation;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>What the physics check is told of the surroundings: tracks near the arm and the surfaces within its reach, nothing else.</summary>
public static class PerceivedSurroundings
{
    private const double NearM = 0.9;
    private const double MinTrackRadiusM = 0.015;

    public static PerceivedScene Of(ArmRequest request)
    {
        WorldBelief belief = request.Belief;
        Pose armBase = belief.Robot.ArmBaseInMapAt(request.Now);
        Pose toArmBase = armBase.Inverse();
        List<PerceivedBox> boxes = [];
        List<PerceivedCylinder> neighbours = [];
        PerceivedSurfaces.AddTo(boxes, request, armBase);
        foreach (ObjectTrack track in belief.Objects.Confirmed)
        {
            if (track.Id == request.Object?.Id || (track.PositionInMap - armBase.Position).HorizontalLength > NearM + track.ExtentM.X / 2)
            {
                continue;
            }
            if (track.Label == ObjectLabels.CoffeeMachine)
            {
                AddMachine(track, toArmBase, boxes);
            }
            else if (ObjectLabels.IsSmall(track.Label) && IsWithinReach(track, toArmBase) && !StandsOnTarget(track, request, toArmBase))
            {
                neighbours.Add(new PerceivedCylinder(toArmBase * track.PoseInMap, Math.Max(track.RadiusM, MinTrackRadiusM), Math.Max(track.HeightM, 0.03), track.Label));
            }
        }
        return new PerceivedScene
        {
            Boxes = boxes,
            Neighbours = neighbours,
            Vessel = request.Object is { } vessel ? new PerceivedVessel
            {
                BaseInArmBase = toArmBase * vessel.PoseInMap,
                RadiusM = vessel.RadiusM,
                HeightM = vessel.HeightM,
                FillFraction = vessel.FillFraction ?? 0,
                IsHeld = request.IsHolding,
            } : null,
            Button = request.Inputs.Goal is { Kind: Models.SlotKind.Machine } goal ? new PerceivedButton { FaceInArmBase = goal.PoseInArmBase } : null,
        };
    }

    /// <summary>A machine as far as its keypoints and extent tell: a back, and a head above the place for the mug.</summary>
    private static void AddMachine(ObjectTrack machine, Pose toArmBase, List<PerceivedBox> boxes)
    {
        if (machine.Keypoint(KeypointNames.MugPlace) is not { } place || machine.Keypoint(KeypointNames.Button) is not { } button)
        {
            return;
        }
        Pose frame = machine.PoseInMap;
        Vec3 size = machine.ExtentM;
        Vec3 mugPlace = frame.Inverse().Transform(place.PositionInMap);
        Vec3 buttonFace = frame.Inverse().Transform(button.PositionInMap);
        const double MugRoomM = 0.065;
        const double ClearHeightM = 0.165;
        const double ButtonStandsOutM = 0.016;
        double backFront = Math.Min(mugPlace.X - MugRoomM, size.X / 2);
        Add(new Vec3(-size.X / 2, -size.Y / 2, 0), new Vec3(backFront, size.Y / 2, size.Z));
        double headBottom = mugPlace.Z + ClearHeightM;
        bool buttonOnHead = buttonFace.Z > headBottom;
        double headFront = buttonOnHead ? buttonFace.X - ButtonStandsOutM : mugPlace.X;
        if (headFront > backFront && size.Z > headBottom)
        {
            Add(new Vec3(backFront, -size.Y / 2, headBottom), new Vec3(headFront, size.Y / 2, size.Z));
        }

        void Add(Vec3 low, Vec3 high)
        {
            Vec3 centre = frame.Transform((low + high) / 2);
            boxes.Add(new PerceivedBox(toArmBase * new Pose(centre, frame.Orientation), (high - low) / 2, "machine"));
        }
    }

    /// <summary>What the arm could touch; a thing behind the shoulder it cannot.</summary>
    private static bool IsWithinReach(ObjectTrack track, Pose toArmBase)
    {
        Vec3 position = toArmBase.Transform(track.PositionInMap);
        return position.X is > 0.25 and < 1.0 && Math.Abs(position.Y) < 0.65;
    }

    /// <summary>A second track of the very object, or something seen inside the hand, is no neighbour.</summary>
    private static bool StandsOnTarget(ObjectTrack track, ArmRequest request, Pose toArmBase)
    {
        Vec3 position = toArmBase.Transform(track.PositionInMap);
        bool insideObject = request.Inputs.Object is { } thing && (position - thing.PoseInArmBase.Position).HorizontalLength < thing.RadiusM + 0.01;
        bool insideHand = (position - request.Inputs.GripperInArmBase.Position).Length < 0.07;
        return insideObject || insideHand;
    }
}
