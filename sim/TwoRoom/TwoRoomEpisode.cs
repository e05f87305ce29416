using RoboticsStack.Core.Randomness;

namespace RoboticsStack.TwoRoom;

/// <summary>
/// One task: from a place in one room to a place in the other. All of it follows from the seed. An agent may look at <see cref="Observe"/> and <see cref="ObserveGoal"/> and nothing else;
/// the places are for the judge and for pictures.
/// </summary>
public sealed class TwoRoomEpisode
{
    /// <summary>Seeds from here on are for evaluation only.</summary>
    public const ulong FirstEvaluationSeed = 1000;

    private readonly RandomStream _bounces;
    private readonly RoomCamera _camera = new();
    private readonly List<DotPosition> _path;

    public TwoRoomEpisode(ulong seed)
    {
        Seed = seed;
        RandomStream random = RandomStream.For(seed, "two rooms");
        Layout = random.Pick(RoomLayout.All);
        bool startsLeft = random.Chance(0.5);
        DotPosition start = Layout.PlaceInRoom(startsLeft, random);
        Goal = Layout.PlaceInRoom(!startsLeft, random);
        _path = [start];
        _bounces = RandomStream.For(seed, "bounces");
    }

    public ulong Seed { get; }
    public RoomLayout Layout { get; }
    public DotPosition Goal { get; }

    /// <summary>Everywhere the dot has been, the start first.</summary>
    public IReadOnlyList<DotPosition> Path => _path;
    public DotPosition Dot => _path[^1];
    public bool IsOver => _path.Count > TwoRoomRules.Steps;

    /// <summary>Whether the dot is at the goal now; what counts is the end.</summary>
    public bool IsAtGoal => Dot.DistanceTo(Goal) < TwoRoomRules.SuccessRadius;

    public void Observe(Span<float> image) => _camera.Draw(Layout, Dot, image);

    public void ObserveGoal(Span<float> image) => _camera.Draw(Layout, Goal, image);

    public void Step(DotPosition action)
    {
        if (IsOver)
        {
            throw new InvalidOperationException($"The episode of seed {Seed} is over after {TwoRoomRules.Steps} steps.");
        }
        _path.Add(DotMotion.Step(Layout, Dot, action, _bounces));
    }
}
