using RoboticsStack.Models;

namespace RoboticsStack.Planning.Imagination;

/// <summary>A prediction held against what then happened.</summary>
/// <param name="Surprise">One step ahead, times what is usual; NaN where the recording does not go on.</param>
/// <param name="Disagreement">Mean ensemble variance over the rollout; NaN as above.</param>
/// <param name="StepsAhead">How far the rollout was compared; less than the horizon where the recording breaks off.</param>
/// <param name="GoalErrorM">Predicted against measured position of the goal in the gripper frame, <see cref="Hindsight.ErrorSteps"/> ahead; NaN where nothing measured it.</param>
/// <param name="ObjectErrorM">The same for the object.</param>
public readonly record struct HindsightPoint(double Surprise, double Disagreement, int StepsAhead, double GoalErrorM, double ObjectErrorM);

/// <summary>
/// Rolls the model out from every recorded moment with the actions that were then taken, and compares: the error that the planner's predictions had in this run.
/// </summary>
public static class Hindsight
{
    /// <summary>Steps ahead at which positions are compared: a second would reach beyond the end of most skills.</summary>
    public const int ErrorSteps = 5;

    public static IReadOnlyList<HindsightPoint> Of(IWorldModel model, RecordedMoments moments, UsualError usual)
    {
        using DreamStepper dream = new(model);
        return [.. Enumerable.Range(0, moments.Count).Select(index => At(dream, moments, index, model.Horizon, usual))];
    }

    private static HindsightPoint At(DreamStepper dream, RecordedMoments moments, int index, int horizon, UsualError usual)
    {
        int ahead = moments.Ahead(index, horizon);
        if (ahead == 0)
        {
            return new(double.NaN, double.NaN, 0, double.NaN, double.NaN);
        }
        dream.Begin(moments.HistoryAt(index));
        double surprise = 0, goalError = double.NaN, objectError = double.NaN;
        for (int step = 1; step <= ahead; step++)
        {
            DreamFrame frame = dream.Step([.. moments.ActionTaken(index + step - 1)!]);
            if (step == 1)
            {
                surprise = Surprise.Relative(frame.Latent, [.. moments[index + 1].Observed.Latent], 1, usual);
            }
            if (step == ErrorSteps)
            {
                IReadOnlyList<float> measured = moments[index + step].Observed.Measured;
                goalError = Distance(frame.Probes, measured, ProbeLayout.GoalPosition);
                objectError = Distance(frame.Probes, measured, ProbeLayout.ObjectPosition);
            }
        }
        return new(surprise, dream.Now.AccumulatedDisagreement / ahead, ahead, goalError, objectError);
    }

    private static double Distance(IReadOnlyList<float> predicted, IReadOnlyList<float> measured, int position)
    {
        double sum = 0;
        for (int i = position; i < position + 3; i++)
        {
            sum += (predicted[i] - measured[i]) * (predicted[i] - measured[i]);
        }
        return Math.Sqrt(sum);
    }
}
