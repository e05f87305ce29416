using RoboticsStack.Core.Randomness;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Mugs;

/// <summary>The kinds of mug a kitchen may hold.</summary>
public static class MugCatalogue
{
    public static IReadOnlyList<MugSpec> All { get; } =
    [
        new() { Id = "classic", RadiusM = 0.041, HeightM = 0.095, MassKg = 0.33, Handle = HandleKind.Loop, SlideFriction = 0.60, Colour = new(0.93f, 0.93f, 0.90f) },
        new() { Id = "tall", RadiusM = 0.038, HeightM = 0.112, MassKg = 0.35, Handle = HandleKind.Loop, SlideFriction = 0.60, Colour = new(0.20f, 0.45f, 0.70f) },
        new() { Id = "tumbler", RadiusM = 0.037, HeightM = 0.105, MassKg = 0.24, Handle = HandleKind.None, SlideFriction = 0.55, Colour = new(0.55f, 0.75f, 0.65f) },
        new() { Id = "enamel", RadiusM = 0.042, HeightM = 0.084, MassKg = 0.17, Handle = HandleKind.Ear, HandleReachM = 0.030, SlideFriction = 0.50, Colour = new(0.85f, 0.88f, 0.95f) },
        new() { Id = "stoneware", RadiusM = 0.044, HeightM = 0.098, MassKg = 0.43, Handle = HandleKind.Loop, HandleReachM = 0.034, SlideFriction = 0.75, Colour = new(0.55f, 0.42f, 0.32f) },
        new() { Id = "diner", RadiusM = 0.040, HeightM = 0.088, MassKg = 0.40, Handle = HandleKind.Ear, HandleReachM = 0.028, SlideFriction = 0.65, Colour = new(0.95f, 0.90f, 0.78f) },
        new() { Id = "slim", RadiusM = 0.036, HeightM = 0.100, MassKg = 0.25, Handle = HandleKind.Loop, HandleReachM = 0.028, SlideFriction = 0.60, Colour = new(0.80f, 0.30f, 0.28f) },
        new() { Id = "bistro", RadiusM = 0.038, HeightM = 0.082, MassKg = 0.28, Handle = HandleKind.None, SlideFriction = 0.70, Colour = new(0.30f, 0.32f, 0.35f) },
        new() { Id = "cork_band", RadiusM = 0.040, HeightM = 0.108, MassKg = 0.30, Handle = HandleKind.None, SlideFriction = 0.95, Colour = new(0.72f, 0.58f, 0.42f) },
        new() { Id = "camping", RadiusM = 0.039, HeightM = 0.086, MassKg = 0.16, Handle = HandleKind.Loop, HandleReachM = 0.035, SlideFriction = 0.45, Colour = new(0.62f, 0.64f, 0.66f) },
    ];

    /// <summary>A mug of a random kind, its measures, mass, friction and colour a little off the catalogue's, as real ones are.</summary>
    public static MugSpec Draw(RandomStream random)
    {
        MugSpec kind = random.Pick(All);
        MugSpec drawn = kind with
        {
            RadiusM = Math.Clamp(kind.RadiusM * random.Uniform(0.96, 1.04), 0.0355, 0.046),
            HeightM = Math.Clamp(kind.HeightM * random.Uniform(0.96, 1.04), 0.080, 0.115),
            MassKg = Math.Clamp(kind.MassKg * random.Uniform(0.9, 1.1), 0.15, 0.45),
            SlideFriction = Math.Clamp(kind.SlideFriction * random.Uniform(0.85, 1.15), 0.4, 1.1),
            Colour = new(Tint(kind.Colour.R, random), Tint(kind.Colour.G, random), Tint(kind.Colour.B, random)),
        };
        drawn.Validate();
        return drawn;
    }

    private static float Tint(float channel, RandomStream random) => Math.Clamp(channel + (float)random.Uniform(-0.06, 0.06), 0, 1);
}
