using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>How actions are chosen. The last two measure what the world model is worth.</summary>
public enum PlannerMode
{
    /// <summary>Search with the trained predictor.</summary>
    WorldModel,

    /// <summary>The same search with a predictor that says "nothing changes"; hand the planner a model loaded with <see cref="PredictorMode.Identity"/>.</summary>
    NothingChanges,

    /// <summary>Blind draws from where the search starts, as many as it would offer to the check; the model neither sorts nor improves them.</summary>
    RandomActions,
}

public static class PlannerModes
{
    /// <summary>The predictor to load a model with.</summary>
    public static PredictorMode ToPredictorMode(this PlannerMode mode) => mode == PlannerMode.NothingChanges ? PredictorMode.Identity : PredictorMode.Learned;
}
