using RoboticsStack.Learning;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>What the trained encoder of the dot made of every image of the walks through one layout, so that what is learned next need not look at them again.</summary>
/// <param name="Dots">[walks, places of a walk, D].</param>
/// <param name="WallPatches">The walls' channel, the same in all images of a layout, as its encoder takes it.</param>
internal sealed record RememberedLayout(ExploredLayout Explored, float[] Dots, float[] WallPatches)
{
    /// <summary>Actions of every walk.</summary>
    public int Actions => Explored.Walks[0].Actions.Count;

    public ReadOnlySpan<float> Dot(int walk, int place)
    {
        int places = Actions + 1, size = Dots.Length / (Explored.Walks.Count * places);
        return Dots.AsSpan((walk * places + place) * size, size);
    }
}

/// <summary>Looks at all walks once.</summary>
internal static class WalkMemory
{
    private const int ReportEvery = 200;

    public static IReadOnlyList<RememberedLayout> Fill(ParameterSet parameters, TwoRoomArchitecture architecture, IReadOnlyList<ExploredLayout> explored, IProgress<TwoRoomProgress>? progress, CancellationToken cancellation)
    {
        int places = explored[0].Walks[0].Places.Count, size = architecture.DotSize, length = SplitImage.ChannelLength;
        Graph graph = new(parameters.WithoutOptimiser());
        Tensor dots = new TwoRoomNetwork(architecture, 0).EncodeDot(graph.Input("patches", [places * architecture.Patches, architecture.PatchSize]), training: false);
        using CompiledGraph encoder = CompiledGraph.From(OnnxModel.ForInference(graph, [("dots", dots)]), "The encoder of the dot");
        float[] patches = TwoRoomModel.Pinned(places * length), latents = TwoRoomModel.Pinned(places * size);
        using GraphBinding encode = encoder.Bind([("patches", patches, [places * architecture.Patches, architecture.PatchSize])], [("dots", latents, [places, size])]);
        RoomCamera camera = new();
        SplitImage image = new(architecture.PatchSide);
        List<RememberedLayout> remembered = [];
        foreach (ExploredLayout layout in explored)
        {
            cancellation.ThrowIfCancellationRequested();
            RememberedLayout memory = new(layout, new float[layout.Walks.Count * latents.Length], new float[length]);
            for (int walk = 0; walk < layout.Walks.Count; walk++)
            {
                for (int place = 0; place < places; place++)
                {
                    camera.Draw(layout.Layout, layout.Walks[walk].Places[place], image.Image);
                    image.WriteTo(SplitImage.DotChannel, patches.AsSpan(place * length, length));
                }
                encode.Run();
                latents.CopyTo(memory.Dots, walk * latents.Length);
            }
            image.WriteTo(SplitImage.WallsChannel, memory.WallPatches);
            remembered.Add(memory);
            if (remembered.Count % ReportEvery == 0 || remembered.Count == explored.Count)
            {
                progress?.Report(new("remembered layouts", remembered.Count, explored.Count, []));
            }
        }
        return remembered;
    }
}
