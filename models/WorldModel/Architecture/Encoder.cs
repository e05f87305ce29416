using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>
/// Observation [R, <see cref="ObservationLayout.Size"/>] → latent [R, Z]. Each modality has a small network; a missing one is zeroed, and its
/// flag, fed beside it, selects a learned replacement. The projector ends in BatchNorm and a linear layer without normalisation,
/// which the regulariser of the latent needs. What is known exactly also reaches the latent by one linear map: that holds in kitchens that no
/// training saw, where a network that has only seen a hundred of them is centimetres off.
/// </summary>
public sealed class Encoder(WorldModelArchitecture architecture, Normalisation normalisation, ulong seed)
{
    private const int PatchSide = 8;
    private const int Patches = ObservationLayout.ImageSide / PatchSide;
    private const double InputLimit = 8;

    /// <summary>Positions are also fed through tanh(x / this), so that the last centimetres are resolved as well as the last metre.</summary>
    private const double NearMetres = 0.04;

    /// <summary>Positions of the object and the goal in units of this: by the spread of all slots, neighbours too, a grasp would be a tenth of one.</summary>
    private const double ReachMetres = 0.1;

    /// <summary>Forces and torques are fed through sign(x)·ln(1 + |x| / this): a first touch counts and a hard one does not drown it.</summary>
    private const double LightNewtons = 1;
    private const double LightNewtonMetres = 0.3;
    private const double TouchedCellNewtons = 0.05;

    /// <param name="training">BatchNorm by the batch's own statistics; otherwise folded into the layer before it.</param>
    public Tensor Build(Tensor observation, bool training)
    {
        RandomStream random = RandomStream.For(seed, "encoder");
        Tensor present = Part(observation, ObservationLayout.Present);
        Tensor Flag(Modality modality) => present.Slice(1, (int)modality, 1);

        Tensor features = Tensor.Concat(1,
            Small(Normalised(Part(observation, ObservationLayout.ProprioSegment), normalisation.Proprio), Flag(Modality.Proprio), "proprio", 96, 64, random),
            Small(Wrench(observation), Flag(Modality.Wrench), "wrench", 32, 32, random),
            Small(SignedLog(Part(observation, ObservationLayout.Tactile), TouchedCellNewtons), Flag(Modality.Tactile), "tactile", 64, 48, random),
            Image(observation, Flag(Modality.WristImage), random),
            Slots(observation, Flag(Modality.ObjectSlot), Flag(Modality.GoalSlot), random));
        Tensor x = Layers.Linear(features, "trunk.0", architecture.TrunkWidth, random, 1.4).Silu();
        x += Layers.Linear(x.RmsNorm(), "trunk.1", architecture.TrunkWidth, random, 1.4).Silu();
        Tensor direct = Direct(observation, present);
        x = Projected(Tensor.Concat(1, x.RmsNorm(), direct), training, random).Silu();
        return Layers.Linear(x, "projector.1", architecture.LatentSize, random, 1.2) + Layers.Linear(direct, "projector.direct", architecture.LatentSize, random);
    }

    /// <summary>What is known exactly, in units in which its working range is about one: for the projector and the latent itself.</summary>
    private Tensor Direct(Tensor observation, Tensor present)
    {
        Tensor Flag(Modality modality) => present.Slice(1, (int)modality, 1);
        Tensor objectSlot = Part(observation, ObservationLayout.SlotAt(ObservationLayout.ObjectSlot));
        Tensor goalSlot = Part(observation, ObservationLayout.SlotAt(ObservationLayout.GoalSlot));
        Tensor objectThere = Flag(Modality.ObjectSlot) * Valid(objectSlot), goalThere = Flag(Modality.GoalSlot) * Valid(goalSlot);
        Tensor padForces = Part(observation, ObservationLayout.Tactile)
            .Reshape(observation.Shape[0], ObservationLayout.PadCount, ObservationLayout.PadCells).Sum(false, 2);
        Tensor between = Position(goalSlot) - Position(objectSlot);
        return Tensor.Concat(1,
            Normalised(Part(observation, ObservationLayout.ProprioSegment), normalisation.Proprio) * Flag(Modality.Proprio),
            Wrench(observation) * Flag(Modality.Wrench),
            SignedLog(padForces, LightNewtons) * Flag(Modality.Tactile),
            Normalised(objectSlot, normalisation.Slot) * objectThere,
            Normalised(goalSlot, normalisation.Slot) * goalThere,
            Tensor.Concat(1, Reach(Position(objectSlot)), Near(Position(objectSlot))) * objectThere,
            Tensor.Concat(1, Reach(Position(goalSlot)), Near(Position(goalSlot))) * goalThere,
            Tensor.Concat(1, Reach(between), Near(between)) * (objectThere * goalThere),
            present, objectThere, goalThere);
    }

    private Tensor Projected(Tensor x, bool training, RandomStream random)
    {
        int width = architecture.TrunkWidth * 3 / 4;
        if (training)
        {
            return Layers.BatchNorm(Layers.Linear(x, "projector.0", width, random), "projector.norm");
        }
        ParameterSet parameters = x.Graph.Parameters;
        float[] weight = [.. parameters["projector.0.weight"].Values];
        float[] bias = [.. parameters["projector.0.bias"].Values];
        float[] mean = parameters["projector.norm.mean"].Values, variance = parameters["projector.norm.variance"].Values;
        float[] scale = parameters["projector.norm.scale"].Values, shift = parameters["projector.norm.shift"].Values;
        for (int column = 0; column < width; column++)
        {
            float factor = scale[column] / MathF.Sqrt(variance[column] + 1e-5f);
            bias[column] = (bias[column] - mean[column]) * factor + shift[column];
            for (int row = 0; row < x.Shape[^1]; row++)
            {
                weight[row * width + column] *= factor;
            }
        }
        return x.Linear(x.Graph.Constant(weight, [x.Shape[^1], width]), x.Graph.Constant(bias, [width]));
    }

    private static Tensor Small(Tensor values, Tensor flag, string name, int hidden, int width, RandomStream random)
    {
        Tensor x = Masked(values, flag);
        x = Layers.Linear(x, $"{name}.0", hidden, random, 1.4).Silu();
        return Layers.Linear(x, $"{name}.1", width, random, 1.4).Silu();
    }

    private Tensor Image(Tensor observation, Tensor flag, RandomStream random)
    {
        Tensor depth = Normalised(Part(observation, ObservationLayout.WristDepth), normalisation.WristDepth) * flag;
        Tensor mask = Part(observation, ObservationLayout.WristMask) * flag;
        Tensor patches = Tensor.Concat(2, Patched(depth), Patched(mask));
        const int PatchWidth = 24;
        Tensor x = Layers.Linear(patches, "image.patch", PatchWidth, random, 1.4).Silu();
        x = Tensor.Concat(1, x.Reshape(depth.Shape[0], Patches * Patches * PatchWidth), flag);
        x = Layers.Linear(x, "image.0", 128, random, 1.4).Silu();
        return Layers.Linear(x, "image.1", 96, random, 1.4).Silu();
    }

    private static Tensor Patched(Tensor image)
    {
        int rows = image.Shape[0];
        return image.Reshape(rows, Patches, PatchSide, Patches, PatchSide).Transpose(0, 1, 3, 2, 4)
            .Reshape(rows, Patches * Patches, PatchSide * PatchSide);
    }

    private Tensor Slots(Tensor observation, Tensor objectFlag, Tensor goalFlag, RandomStream random)
    {
        Tensor objectSlot = Part(observation, ObservationLayout.SlotAt(ObservationLayout.ObjectSlot));
        Tensor goalSlot = Part(observation, ObservationLayout.SlotAt(ObservationLayout.GoalSlot));
        Tensor objectPosition = Position(objectSlot), goalPosition = Position(goalSlot);
        Tensor both = objectFlag * goalFlag * Valid(objectSlot) * Valid(goalSlot);
        Tensor between = goalPosition - objectPosition;
        Tensor x = Tensor.Concat(1,
            Masked(Slot(objectSlot), objectFlag),
            Masked(Near(objectPosition) * Valid(objectSlot), objectFlag),
            Masked(Slot(goalSlot), goalFlag),
            Masked(Near(goalPosition) * Valid(goalSlot), goalFlag),
            Masked(Reach(between), both),
            Near(between) * both,
            Slot(Part(observation, ObservationLayout.SlotAt(2))),
            Slot(Part(observation, ObservationLayout.SlotAt(3))));
        x = Layers.Linear(x, "slots.0", 192, random, 1.4).Silu();
        return Layers.Linear(x, "slots.1", 160, random, 1.4).Silu();
    }

    private Tensor Slot(Tensor slot) => Normalised(slot, normalisation.Slot) * Valid(slot);

    private static Tensor Position(Tensor slot) => slot.Slice(1, ObservationLayout.Slot.Position, 3);

    private static Tensor Valid(Tensor slot) => slot.Slice(1, ObservationLayout.Slot.Valid, 1);

    private static Tensor Near(Tensor position) => (position / NearMetres).Tanh();

    private static Tensor Reach(Tensor position) => (position / ReachMetres).Clamp(-InputLimit, InputLimit);

    internal static Tensor SignedLog(Tensor values, double unit) => values.Sign() * (values.Abs() / unit + 1).Log();

    private static Tensor Wrench(Tensor observation)
    {
        Tensor wrench = Part(observation, ObservationLayout.Wrench);
        return Tensor.Concat(1, SignedLog(wrench.Slice(1, 0, 3), LightNewtons), SignedLog(wrench.Slice(1, 3, 3), LightNewtonMetres));
    }

    private static Tensor Part(Tensor observation, Segment segment) => observation.Slice(1, segment.Start, segment.Length);

    private static Tensor Masked(Tensor values, Tensor flag) => Tensor.Concat(1, values * flag, flag);

    private static Tensor Normalised(Tensor values, SegmentStatistics statistics)
    {
        Shape shape = [statistics.Mean.Length];
        Graph graph = values.Graph;
        return ((values - graph.Constant(statistics.Mean, shape)) / graph.Constant(statistics.Deviation, shape)).Clamp(-InputLimit, InputLimit);
    }
}
