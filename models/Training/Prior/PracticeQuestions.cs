using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Training.Experience;

namespace RoboticsStack.Training.Prior;

/// <summary>Draws questions from experience: a frame, the skill that was at work, and what the planner would have known. No action of the teacher's is an answer; only the one under way is told.</summary>
internal sealed class PracticeQuestions
{
    private const int History = RolloutBatch.History;
    private const double CommittedShare = 0.9;

    private readonly EncodedDataset _encoded;
    private readonly int _latentSize;
    private readonly Episode[] _episodes;

    public PracticeQuestions(LatentEvaluator evaluator, Dataset dataset, CancellationToken cancellation)
    {
        _encoded = new(evaluator, dataset, cancellation, withProbes: true);
        _latentSize = evaluator.LatentSize;
        _episodes = [.. dataset.Episodes];
    }

    /// <summary>Every frame alike.</summary>
    public PracticeQuestion Draw(RandomStream random)
    {
        Episode episode = random.Pick(_episodes);
        return At(episode, random.Index(episode.Length), random);
    }

    private PracticeQuestion At(Episode episode, int frame, RandomStream random)
    {
        LatentHistory history = new(_latentSize);
        float[] action = new float[ActionScale.Size];
        for (int back = Math.Min(History - 1, frame); back >= 0; back--)
        {
            if (frame - back > 0)
            {
                episode.CopyAction(frame - back - 1, action);
            }
            history.Push(_encoded.Latent(episode, frame - back), action);
        }
        episode.CopyAction(frame, action);
        return new(RecordingPolicy.Skills[episode.Skill(frame)], history, Objective(episode, frame, random), Anchor(episode, frame), random.Chance(CommittedShare) ? action : []);
    }

    /// <summary>As the tasks ask for it; what they choose by themselves is drawn.</summary>
    private static SkillObjective Objective(Episode episode, int frame, RandomStream random)
    {
        string name = RecordingPolicy.Skills[episode.Skill(frame)];
        return name switch
        {
            "reach" => SkillObjectives.Reach(random.Chance(0.2) ? 0 : SkillObjectives.OpenWidthM),
            "approach" => SkillObjectives.Approach(),
            "close" => SkillObjectives.Close(DiameterM(episode, frame)),
            "lift" => SkillObjectives.Lift(random.Uniform(0.02, 0.10)),
            "carry" => SkillObjectives.CarryPose(straight: random.Chance(0.5)),
            "place" => SkillObjectives.Place(),
            "release" => SkillObjectives.Release(Math.Min(SkillObjectives.OpenWidthM, DiameterM(episode, frame) + random.Uniform(0.03, 0.06))),
            "retreat" => SkillObjectives.Retreat(random.Uniform(0.11, SkillObjectives.OpenWidthM)),
            "press-standoff" => SkillObjectives.Press(-random.Uniform(0.015, 0.04)),
            "press" => SkillObjectives.Press(),
            _ => throw new InvalidOperationException($"Nothing is known of a skill '{name}'."),
        };
    }

    private static double DiameterM(Episode episode, int frame)
    {
        const double UsualM = 0.08;
        float[] observation = new float[ObservationLayout.Size];
        episode.CopyObservation(frame, observation);
        ReadOnlySpan<float> slot = ObservationLayout.SlotAt(ObservationLayout.ObjectSlot).Of(observation);
        return slot[ObservationLayout.Slot.Valid] > 0 ? 2 * slot[ObservationLayout.Slot.Radius] : UsualM;
    }

    /// <summary>What measurement would correct of the frame's decoding: the labels stand for the measured.</summary>
    private float[] Anchor(Episode episode, int frame)
    {
        float[] labels = new float[ProbeLayout.Size], anchor = new float[ProbeLayout.Size];
        episode.CopyLabels(frame, labels);
        foreach (int probe in MeasuredProbes.NeverMeasured)
        {
            labels[probe] = float.NaN;
        }
        MeasuredProbes.WriteAnchor(labels, _encoded.Probes(episode, frame), anchor);
        return anchor;
    }
}
