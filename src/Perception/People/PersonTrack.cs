using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Perception.People;

/// <summary>A hand that a camera saw.</summary>
/// <param name="Position">In the odometry's frame, z from the floor.</param>
public readonly record struct SeenHand(Vec3 Position, Timestamp Seen);

/// <summary>
/// One thing on legs, or what could be one: position and velocity on the floor by a Kalman filter of constant velocity, the same for both axes, whose
/// errors are independent and alike. Frame: the odometry's.
/// </summary>
public sealed class PersonTrack
{
    public const int MaxHands = 2;

    /// <summary>Spectral density of the acceleration of people who walk and turn, m²/s³: legs that swing must not pass for a body that turns about.</summary>
    private const double Acceleration = 0.8;

    /// <summary>Of a velocity nobody knows yet.</summary>
    private const double FirstSpeedSigma = 1.0;

    private readonly SeenHand[] _hands = new SeenHand[MaxHands];
    private double _pp, _pv, _vv;
    private Vec3 _corrected;

    public ulong Id { get; private set; }
    public bool IsUsed => Id != 0;
    public Vec3 Position { get; private set; }
    public Vec3 Velocity { get; private set; }
    public double SigmaM => Math.Sqrt(_pp);
    public double SigmaMPerSec => Math.Sqrt(_vv);
    public Timestamp Time { get; private set; }
    public Timestamp Born { get; private set; }
    public Timestamp Seen { get; private set; }
    public Vec3 BornAt { get; private set; }
    public int Hits { get; private set; }

    /// <summary>Since it was first seen, that one included.</summary>
    public int Scans { get; private set; }
    public int CameraHits { get; private set; }
    public Timestamp SeenByCamera { get; private set; }

    /// <summary>Known to be a person.</summary>
    public bool IsPerson { get; set; }

    /// <summary>Way that the estimate has gone since it was first seen, metres, with all its to and fro.</summary>
    public double PathM { get; private set; }

    /// <summary>Mean over its whole life, m/s.</summary>
    public Vec3 MeanVelocity => Seen > Born ? (Position - BornAt) / Seen.SecondsSince(Born) : Vec3.Zero;

    /// <summary>Where it stood when it last was on the move, and when.</summary>
    public Vec3 MovedAt { get; private set; }
    public Timestamp Moved { get; private set; }
    public int HandCount { get; private set; }
    public ReadOnlySpan<SeenHand> Hands => _hands.AsSpan(0, HandCount);

    public void Start(ulong id, Vec3 position, double sigmaM, Timestamp time, bool isCamera)
    {
        (Id, Position, Velocity) = (id, position, Vec3.Zero);
        (_pp, _pv, _vv) = (sigmaM * sigmaM, 0, FirstSpeedSigma * FirstSpeedSigma);
        (Time, Born, Seen, Moved) = (time, time, time, time);
        (BornAt, MovedAt, _corrected) = (position, position, position);
        (Hits, CameraHits, HandCount, Scans) = (isCamera ? 0 : 1, isCamera ? 1 : 0, 0, 1);
        (IsPerson, PathM) = (false, 0);
        SeenByCamera = isCamera ? time : new(long.MinValue / 2);
    }

    public void End() => Id = 0;

    public void CountScan() => Scans++;

    /// <summary>Where it will be; looking back is looking along the same line.</summary>
    public Vec3 At(Timestamp time) => Position + Velocity * time.SecondsSince(Time);

    public void Predict(Timestamp time)
    {
        double dt = time.SecondsSince(Time);
        if (dt <= 0)
        {
            return;
        }
        Position += Velocity * dt;
        _pp += 2 * dt * _pv + dt * dt * _vv + Acceleration * dt * dt * dt / 3;
        _pv += dt * _vv + Acceleration * dt * dt / 2;
        _vv += Acceleration * dt;
        Time = time;
    }

    /// <param name="measured">At <paramref name="time"/>, which may lie a little before the filter's own.</param>
    public void Correct(Vec3 measured, double sigmaM, Timestamp time, bool isCamera)
    {
        Predict(time);
        Vec3 residual = measured - At(time);
        double total = _pp + sigmaM * sigmaM, gain = _pp / total, gainV = _pv / total;
        Position += residual * gain;
        Velocity += residual * gainV;
        (_pp, _pv, _vv) = (_pp * (1 - gain), _pv * (1 - gain), _vv - gainV * _pv);
        PathM += Position.DistanceTo(_corrected);
        _corrected = Position;
        Seen = time > Seen ? time : Seen;
        (Hits, CameraHits) = isCamera ? (Hits, CameraHits + 1) : (Hits + 1, CameraHits);
        if (isCamera)
        {
            SeenByCamera = time;
        }
        if (Position.DistanceTo(MovedAt) > 0.25)
        {
            (MovedAt, Moved) = (Position, time);
        }
    }

    public void BeginHands() => HandCount = 0;

    public void AddHand(Vec3 position, Timestamp time)
    {
        if (HandCount < MaxHands)
        {
            _hands[HandCount++] = new(position, time);
        }
    }

    public void ForgetHands(Timestamp olderThan)
    {
        int kept = 0;
        for (int i = 0; i < HandCount; i++)
        {
            if (_hands[i].Seen >= olderThan)
            {
                _hands[kept++] = _hands[i];
            }
        }
        HandCount = kept;
    }
}
