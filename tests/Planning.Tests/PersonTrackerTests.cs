using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Perception.People;

namespace RoboticsStack.Planning.Tests;

/// <summary>Who is a person, from scans of legs and from what cameras say. Scans are made of round posts on open floor.</summary>
public sealed class PersonTrackerTests
{
    private const int Rays = 360;
    private const double LegRadiusM = 0.055;
    private readonly RandomStream _random = new(5);
    private readonly PersonTracker _tracker = new();
    private double _now = 1;

    [Fact]
    public void Somebody_who_walks_is_a_person_after_a_second_with_place_and_velocity()
    {
        for (int n = 0; n <= 12; n++)
        {
            Scan(Legs(3 - 0.12 * n, 1, 0.12 * n));
        }
        PersonTrack person = Assert.Single(People);
        Assert.InRange(person.Position.DistanceTo(new(3 - 0.12 * 12, 1, 0)), 0, 0.25);
        Assert.InRange(person.Velocity.X, -1.7, -0.7);
        Assert.InRange(person.Velocity.Y, -0.4, 0.4);
    }

    [Fact]
    public void What_stands_about_like_legs_is_no_person_however_the_robot_moves_among_it()
    {
        Vec3[] posts = [new(2, 0.5, 0), new(2, 1.2, 0), new(2.8, 0.5, 0), new(-1.5, -1, 0), new(1, -2, 0), new(-2.2, 0.3, 0)];
        for (int n = 0; n < 120; n++)
        {
            Scan(posts, new Pose2(0.3 * Math.Sin(0.05 * n), 0.01 * n - 0.6, 0.02 * n).ToPose());
            Assert.Empty(People);
        }
    }

    [Fact]
    public void Somebody_who_walked_up_and_stands_still_stays_a_person_and_is_forgotten_soon_after_leaving()
    {
        for (int n = 0; n <= 15; n++)
        {
            Scan(Legs(3 - 0.12 * n, 0.5, 0.12 * n));
        }
        for (int n = 0; n < 50; n++)
        {
            Scan(Legs(1.2, 0.5, 0));
        }
        Assert.Single(People);
        for (int n = 0; n < 25; n++)
        {
            Scan([]);
        }
        Assert.Empty(People);
    }

    [Fact]
    public void Somebody_who_walks_past_table_legs_does_not_leave_a_person_behind()
    {
        Vec3[] table = [new(1.5, 1, 0), new(1.5, 1.8, 0), new(2.3, 1, 0), new(2.3, 1.8, 0)];
        for (int n = 0; n < 20; n++)
        {
            Scan(table);
        }
        for (int n = 0; n <= 40; n++)
        {
            Scan([.. table, .. Legs(4 - 0.12 * n, 0.55, 0.12 * n)]);
        }
        for (int n = 0; n < 25; n++)
        {
            Scan(table);
        }
        Assert.Empty(People);
    }

    [Fact]
    public void What_a_camera_takes_for_a_person_twice_is_one_and_once_is_not()
    {
        Vec3[] legs = [.. Legs(2, 0, 0)];
        Scan(legs);
        _tracker.TakeFrame([new(new(2, 0, 0.9), 0.05)], [], Pose.Identity, Timestamp.FromSeconds(_now));
        Assert.Empty(People);
        Scan(legs);
        _tracker.TakeFrame([new(new(2, 0, 0.9), 0.05)], [new(1.6, 0, 1.1)], Pose.Identity, Timestamp.FromSeconds(_now));
        PersonTrack person = Assert.Single(People);
        Assert.Equal(1, person.HandCount);
        Assert.Equal(1.1, person.Hands[0].Position.Z, 6);
    }

    private IEnumerable<PersonTrack> People => _tracker.Tracks.Where(track => track.IsUsed && track.IsPerson);

    /// <summary>Two legs that swing along x about a place.</summary>
    private static IEnumerable<Vec3> Legs(double x, double y, double walkedM)
    {
        double swing = walkedM == 0 ? 0 : 0.25 * Math.Sin(2 * Math.PI * walkedM / 1.4);
        return [new(x + swing, y + 0.1, 0), new(x - swing, y - 0.1, 0)];
    }

    private void Scan(IEnumerable<Vec3> posts, Pose? lidar = null)
    {
        Pose at = lidar ?? Pose.Identity;
        Vec3[] seen = [.. posts.Select(at.Inverse().Transform)];
        float[] ranges = new float[Rays];
        for (int ray = 0; ray < Rays; ray++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * ray / Rays);
            foreach (Vec3 post in seen)
            {
                double along = post.X * cos + post.Y * sin, across = -post.X * sin + post.Y * cos;
                if (along > 0 && Math.Abs(across) < LegRadiusM)
                {
                    float range = (float)(along - Math.Sqrt(LegRadiusM * LegRadiusM - across * across) + _random.Gaussian(0, 0.01));
                    ranges[ray] = ranges[ray] == 0 ? range : Math.Min(range, ranges[ray]);
                }
            }
        }
        _now += 0.1;
        _tracker.TakeScan(ranges, 0, 2 * Math.PI / Rays, at, Timestamp.FromSeconds(_now));
    }
}
