using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoom.Tests;

/// <summary>Layouts, episodes, images and walks, against the definition.</summary>
public sealed class WorldTests
{
    [Fact]
    public void Walls_and_doors_are_where_the_definition_has_them()
    {
        Assert.Equal(25 * 45, RoomLayout.All.Count);
        Assert.All(RoomLayout.All, layout => Assert.True(layout.WallX is >= 20 and <= 44 && layout.DoorY is >= 10 and <= 54));
        Assert.InRange(RoomLayout.All.Count(layout => layout.IsHeldOut), 100, 130);
    }

    [Fact]
    public void Start_and_goal_lie_in_different_rooms_clear_of_the_walls()
    {
        for (ulong seed = 1; seed < 500; seed++)
        {
            TwoRoomEpisode episode = new(seed);
            (DotPosition left, DotPosition right) = episode.Dot.X < episode.Goal.X ? (episode.Dot, episode.Goal) : (episode.Goal, episode.Dot);
            Assert.InRange(left.X, 6.6, episode.Layout.WallLeft - 2.6);
            Assert.InRange(right.X, episode.Layout.WallRight + 2.6, 57.4);
            Assert.All([left.Y, right.Y], y => Assert.InRange(y, 6.6, 57.4));
        }
    }

    [Fact]
    public void An_episode_lasts_200_steps_and_counts_only_where_it_ends()
    {
        TwoRoomEpisode episode = new(7);
        for (int i = 0; i < 200; i++)
        {
            Assert.False(episode.IsOver);
            episode.Step(new(0, 0));
        }
        Assert.True(episode.IsOver);
        Assert.False(episode.IsAtGoal);
        Assert.Throws<InvalidOperationException>(() => episode.Step(new(0, 0)));
    }

    [Fact]
    public void An_image_shows_the_dot_in_one_channel_and_the_walls_in_the_other()
    {
        float[] image = new float[TwoRoomRules.ImageLength];
        RoomLayout layout = new(32, 20);
        new RoomCamera().Draw(layout, new(12, 40), image);
        float At(int x, int y, int channel) => image[(y * 65 + x) * 2 + channel];
        Assert.Equal(1, At(12, 40, 0));
        Assert.Equal((int)(255 * Math.Exp(-1 / (2 * 1.3 * 1.3))) / 255f, At(13, 40, 0));
        Assert.Equal(0, At(30, 40, 0));
        Assert.All([At(4, 30, 1), At(60, 30, 1), At(30, 4, 1), At(30, 60, 1), At(31, 15, 1), At(32, 15, 1), At(33, 25, 1)], wall => Assert.Equal(1, wall));
        Assert.All([At(31, 16, 1), At(32, 20, 1), At(33, 24, 1), At(30, 15, 1), At(34, 25, 1), At(5, 30, 1)], open => Assert.Equal(0, open));
    }

    [Fact]
    public void The_image_tells_the_dots_place_to_a_tenth_of_a_pixel()
    {
        float[] image = new float[TwoRoomRules.ImageLength];
        RoomCamera camera = new();
        foreach ((double x, double y) in (ReadOnlySpan<(double, double)>)[(12.3, 40.8), (4.4, 59.6), (31.5, 20.5)])
        {
            camera.Draw(new(32, 20), new(x, y), image);
            double sum = 0, sumX = 0, sumY = 0;
            for (int i = 0; i < 65 * 65; i++)
            {
                sum += image[2 * i];
                sumX += image[2 * i] * (i % 65);
                sumY += image[2 * i] * (i / 65);
            }
            Assert.Equal(x, sumX / sum, 0.1);
            Assert.Equal(y, sumY / sum, 0.1);
        }
    }

    [Fact]
    public void Walks_stay_free_use_every_pace_and_often_change_rooms()
    {
        RoomLayout layout = new(32, 20);
        ExploredLayout explored = Exploration.Explore(layout, new() { WalksPerLayout = 200 });
        Assert.All(explored.Walks, walk => Assert.All(walk.Places, place => Assert.True(layout.IsFree(place))));
        Assert.All(explored.Walks, walk => Assert.Equal(walk.Actions.Count + 1, walk.Places.Count));
        double[] lengths = [.. explored.Walks.SelectMany(walk => walk.Actions).Select(action => action.Length)];
        Assert.True(lengths.Count(length => length > 2.2) > lengths.Length / 20 && lengths.Count(length => length < 1) > lengths.Length / 20);
        Assert.All(lengths, length => Assert.InRange(length, 0.19, 2.46));
        int crossings = explored.Walks.Count(walk => walk.Places.Any(place => place.X < layout.WallLeft) && walk.Places.Any(place => place.X > layout.WallRight));
        Assert.InRange(crossings, 50, 180);
    }

    [Fact]
    public void What_training_explores_never_enters_a_held_out_layout_and_follows_from_the_seed()
    {
        IReadOnlyList<ExploredLayout> once = Exploration.Explore(new() { WalksPerLayout = 2, Steps = 2 }), again = Exploration.Explore(new() { WalksPerLayout = 2, Steps = 2 });
        Assert.DoesNotContain(once, layout => layout.Layout.IsHeldOut);
        Assert.Equal(once.SelectMany(layout => layout.Walks).SelectMany(walk => walk.Places), again.SelectMany(layout => layout.Walks).SelectMany(walk => walk.Places));
    }
}
