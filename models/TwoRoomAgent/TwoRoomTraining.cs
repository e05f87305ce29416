using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RoboticsStack.Core.Time;
using RoboticsStack.Learning;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>Explores, trains, and writes the model: how the committed weights are made.</summary>
public static class TwoRoomTraining
{
    /// <param name="clock">Of the host, for what the manifest says.</param>
    public static void Execute(string directory, ExplorationOptions exploration, TwoRoomTrainerOptions options, DynamicsTrainerOptions dynamics, DistanceTrainerOptions distance, IClock clock, IProgress<TwoRoomProgress>? progress, CancellationToken cancellation)
    {
        Timestamp begin = clock.Now;
        IReadOnlyList<ExploredLayout> explored = Exploration.Explore(exploration);
        double loss = double.NaN;
        ParameterSet parameters = new TwoRoomTrainer(options).Train(explored, progress, cancellation);
        IReadOnlyList<RememberedLayout> memory = WalkMemory.Fill(parameters, options.Architecture, explored, progress, cancellation);
        parameters = new DynamicsTrainer(options.Architecture, dynamics).Train(parameters, memory, new Watch(progress, value => loss = value.Loss), cancellation);
        parameters = new DistanceTrainer(options.Architecture, distance).Train(parameters, memory, progress, cancellation);
        int walks = explored.Sum(layout => layout.Walks.Count);
        TwoRoomModel.Write(directory, parameters, options.Architecture, new()
        {
            Dataset = $"{exploration.WalksPerLayout} walks of {exploration.Steps} steps through each of {explored.Count} layouts",
            DatasetSha256 = Hash(explored),
            Episodes = walks,
            Frames = (long)walks * (exploration.Steps + 1),
            Seed = options.Seed,
            Steps = options.Steps + dynamics.Steps + distance.Steps,
            WallSeconds = clock.Now.SecondsSince(begin),
            FinalLoss = loss,
        });
    }

    private static string Hash(IReadOnlyList<ExploredLayout> explored)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ExploredLayout layout in explored)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([layout.Layout.WallX, layout.Layout.DoorY]));
            foreach (Walk walk in layout.Walks)
            {
                hash.AppendData(MemoryMarshal.AsBytes<DotPosition>([.. walk.Places, .. walk.Actions]));
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed class Watch(IProgress<TwoRoomProgress>? inner, Action<TwoRoomProgress> also) : IProgress<TwoRoomProgress>
    {
        public void Report(TwoRoomProgress value)
        {
            also(value);
            inner?.Report(value);
        }
    }
}
