using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Core.Tests;

public sealed class GeometryTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Rotating_keeps_lengths_and_angles() => Seeded.Holds(random =>
    {
        Quat q = AnyRotation(random);
        (Vec3 a, Vec3 b) = (AnyVector(random), AnyVector(random));
        return Close(q.Rotate(a).Length, a.Length) && Close(q.Rotate(a).Dot(q.Rotate(b)), a.Dot(b));
    });

    [Fact]
    public void A_product_of_rotations_rotates_by_one_after_the_other() => Seeded.Holds(random =>
    {
        (Quat first, Quat second) = (AnyRotation(random), AnyRotation(random));
        Vec3 v = AnyVector(random);
        return Close((second * first).Rotate(v), second.Rotate(first.Rotate(v)));
    });

    [Fact]
    public void A_rotation_vector_survives_the_way_there_and_back() => Seeded.Holds(random =>
    {
        Vec3 rotation = AnyVector(random).Normalized() * random.Uniform(0, Math.PI - 1e-3);
        return Close(Quat.FromRotationVector(rotation).ToRotationVector(), rotation);
    });

    [Fact]
    public void Axes_rebuild_the_rotation_they_came_from() => Seeded.Holds(random =>
    {
        Quat q = AnyRotation(random);
        Quat rebuilt = Quat.FromAxes(q.AxisX, q.AxisY, q.AxisZ);
        Vec3 v = AnyVector(random);
        return Close(rebuilt.Rotate(v), q.Rotate(v));
    });

    [Fact]
    public void Slerp_turns_at_a_steady_rate_by_the_shorter_way() => Seeded.Holds(random =>
    {
        (Quat a, Quat b) = (AnyRotation(random), AnyRotation(random));
        double t = random.Uniform();
        double whole = (a.Inverse() * b).ToRotationVector().Length;
        double part = (a.Inverse() * Quat.Slerp(a, b, t)).ToRotationVector().Length;
        return whole <= Math.PI + Tolerance && Math.Abs(part - t * whole) < 1e-7;
    });

    [Fact]
    public void A_pose_times_its_inverse_is_nothing() => Seeded.Holds(random =>
    {
        Pose pose = AnyPose(random);
        Vec3 v = AnyVector(random);
        return Close((pose * pose.Inverse()).Transform(v), v) && Close((pose.Inverse() * pose).Transform(v), v);
    });

    [Fact]
    public void Composed_poses_carry_points_through_both_frames() => Seeded.Holds(random =>
    {
        (Pose a, Pose b) = (AnyPose(random), AnyPose(random));
        Vec3 v = AnyVector(random);
        return Close((a * b).Transform(v), a.Transform(b.Transform(v)));
    });

    [Fact]
    public void Interpolation_starts_and_ends_where_it_should() => Seeded.Holds(random =>
    {
        (Pose a, Pose b) = (AnyPose(random), AnyPose(random));
        Vec3 v = AnyVector(random);
        return Close(Pose.Interpolate(a, b, 0).Transform(v), a.Transform(v)) && Math.Abs((Pose.Interpolate(a, b, 1).Transform(v) - b.Transform(v)).Length) < 1e-7;
    });

    [Fact]
    public void A_wrapped_angle_points_the_same_way_within_half_a_turn() => Seeded.Holds(random =>
    {
        double angle = random.Uniform(-100, 100);
        double wrapped = Angle.Wrap(angle);
        return wrapped is > -Math.PI and <= Math.PI && Close(Math.Cos(wrapped), Math.Cos(angle)) && Close(Math.Sin(wrapped), Math.Sin(angle));
    });

    [Theory]
    [InlineData(Math.PI)]
    [InlineData(-Math.PI)]
    public void Half_a_turn_wraps_to_plus_pi(double angle) => Assert.Equal(Math.PI, Angle.Wrap(angle));

    [Fact]
    public void The_difference_of_two_angles_leads_from_one_to_the_other() => Seeded.Holds(random =>
    {
        (double to, double from) = (random.Uniform(-9, 9), random.Uniform(-9, 9));
        double turned = from + Angle.Difference(to, from);
        return Math.Abs(Angle.Difference(to, from)) <= Math.PI && Close(Math.Cos(turned), Math.Cos(to)) && Close(Math.Sin(turned), Math.Sin(to));
    });

    [Fact]
    public void Clamping_keeps_the_direction_and_never_lengthens() => Seeded.Holds(random =>
    {
        Vec3 v = AnyVector(random);
        double limit = random.Uniform(0.01, 5);
        Vec3 clamped = v.ClampLength(limit);
        return clamped.Length <= limit + Tolerance && clamped.Length <= v.Length + Tolerance && Close(v.Cross(clamped), Vec3.Zero);
    });

    [Fact]
    public void Not_a_number_anywhere_shows()
    {
        Assert.False(new Pose(new Vec3(0, double.NaN, 0), Quat.Identity).IsFinite);
        Assert.False(new Pose(Vec3.Zero, new Quat(1, 0, double.PositiveInfinity, 0)).IsFinite);
        Assert.True(Pose.Identity.IsFinite);
    }

    [Fact]
    public void Vectors_without_direction_and_rotations_without_size_stay_harmless()
    {
        Assert.Equal(Vec3.UnitX, Vec3.Zero.Normalized());
        Assert.Equal(Quat.Identity, new Quat(0, 0, 0, 0).Normalized());
    }

    private static Vec3 AnyVector(RandomStream random) => new(random.Gaussian(0, 2), random.Gaussian(0, 2), random.Gaussian(0, 2));

    private static Quat AnyRotation(RandomStream random) =>
        new Quat(random.Gaussian(), random.Gaussian(), random.Gaussian(), random.Gaussian()).Normalized();

    private static Pose AnyPose(RandomStream random) => new(AnyVector(random), AnyRotation(random));

    private static bool Close(double a, double b) => Math.Abs(a - b) < Tolerance * (1 + Math.Abs(a));

    private static bool Close(Vec3 a, Vec3 b) => (a - b).Length < Tolerance * (1 + a.Length);
}
