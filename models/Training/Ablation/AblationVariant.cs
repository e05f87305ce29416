namespace RoboticsStack.Training.Ablation;

/// <summary>Which of the terms that keep the latent from collapsing are in the loss.</summary>
public sealed record AblationVariant(string Name, bool SigReg, bool VicReg, bool ActionDecoding)
{
    /// <summary>Alone, in pairs, together, and none.</summary>
    public static IReadOnlyList<AblationVariant> All { get; } =
    [
        new("sigreg+action", true, false, true),
        new("sigreg", true, false, false),
        new("vicreg", false, true, false),
        new("action", false, false, true),
        new("vicreg+action", false, true, true),
        new("sigreg+vicreg", true, true, false),
        new("sigreg+vicreg+action", true, true, true),
        new("none", false, false, false),
    ];

    public TrainerOptions Apply(TrainerOptions options) => options with
    {
        SigRegWeight = SigReg ? options.SigRegWeight : 0,
        VicRegWeight = VicReg ? VicRegWeight : 0,
        ActionWeight = ActionDecoding ? options.ActionWeight : 0,
    };

    /// <summary>As in a loss whose prediction term counts 1.</summary>
    private const double VicRegWeight = 1;
}
