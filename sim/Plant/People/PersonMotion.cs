using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.People;

namespace RoboticsStack.Plant.People;

/// <summary>
/// Where a person's body and limbs are: goes through the acts one after the other, walks with swinging legs, stretches an arm out. Pure; the plant tells
/// it what of the robot is near and puts the joints where it says.
/// </summary>
internal sealed class PersonMotion
{
    public const int Joints = 11;
    private const int X = 0, Y = 1, Yaw = 2, LeftHip = 3, LeftKnee = 4, LeftShoulder = 5, RightHip = 7, RightKnee = 8, RightShoulder = 9, RightElbow = 10;
    private const double WalkAcceleration = 2.5;
    private const double StopAcceleration = 4;
    private const double TurnRadPerSec = 4;

    /// <summary>From a touch until the body begins to stop: simple reaction times to touch are about 0.15 s.</summary>
    private const double ReactionSec = 0.15;

    /// <summary>Who was touched stands for so long before going on.</summary>
    private const double StartledSec = 2;

    /// <summary>A careful person does not go nearer to the robot than this, and looks for another way after a while.</summary>
    private const double CarefulM = 0.45;
    private const double PatienceSec = 3;
    private const double StrideShare = 0.80;
    private const double SwingRad = 0.42;

    private readonly PersonSpec _spec;
    private readonly double[] _position = new double[Joints];
    private int _act;
    private double _actSec, _waitedSec, _speed, _walked, _reach, _touchedSec = double.PositiveInfinity;
    private Vec3 _restingHand;
    private Vec3 _heading, _pushed;
    private bool _takesBack;

    public PersonMotion(PersonSpec spec)
    {
        _spec = spec;
        (_position[X], _position[Y], _position[Yaw]) = (spec.Start.X, spec.Start.Y, spec.Start.YawRad);
        Gait();
    }

    /// <summary>In the order of <see cref="PersonBody.JointNames"/>.</summary>
    public ReadOnlySpan<double> Position => _position;

    public bool IsDone => _act >= _spec.Acts.Count;

    /// <summary>
    /// Takes on what a push has changed of the whole body's velocity: less speed for who walks against it; the rest is a stumble, which the feet stop as
    /// hard as they stop a walk.
    /// </summary>
    /// <param name="change">World frame, m/s; what lifts is lost.</param>
    public void Push(Vec3 change)
    {
        double against = Math.Clamp(-change.Dot(_heading), 0, _speed);
        _speed -= against;
        _pushed += (change with { Z = 0 }) + _heading * against;
    }

    /// <param name="dt">Seconds to go on by.</param>
    /// <param name="ahead">Distance to the robot, metres, if it lies in the direction of walking; infinite otherwise.</param>
    /// <param name="isTouched">The robot touches the body: whoever walks stops.</param>
    public void Step(double dt, double ahead, bool isTouched)
    {
        _touchedSec = _touchedSec + dt > StartledSec && !isTouched ? double.PositiveInfinity : isTouched && double.IsInfinity(_touchedSec) ? 0 : _touchedSec + dt;
        _actSec += dt;
        PersonAct act = IsDone ? PersonAct.Wait(double.PositiveInfinity) : _spec.Acts[_act];
        double wanted = act.Kind == PersonActKind.Walk ? WalkSpeed(act, ahead) : 0;
        double step = (wanted < _speed ? StopAcceleration : WalkAcceleration) * dt;
        _speed += Math.Clamp(wanted - _speed, -step, step);
        _pushed -= _pushed.ClampLength(StopAcceleration * dt);
        (_position[X], _position[Y]) = (_position[X] + _pushed.X * dt, _position[Y] + _pushed.Y * dt);
        switch (act.Kind)
        {
            case PersonActKind.Walk:
                Walk(act, dt, ahead);
                break;
            case PersonActKind.Reach:
                Reach(act, dt);
                break;
            case PersonActKind.Wait when _actSec >= act.Seconds:
                Next();
                break;
        }
        if (act.Kind != PersonActKind.Reach)
        {
            Gait();
        }
    }

    private double WalkSpeed(in PersonAct act, double ahead)
    {
        bool isStopped = _touchedSec >= ReactionSec && !double.IsInfinity(_touchedSec);
        if (isStopped || (_spec.IsCareful && ahead < CarefulM + _speed * _speed / (2 * StopAcceleration)))
        {
            return 0;
        }
        double left = Math.Sqrt(Square(act.Target.X - _position[X]) + Square(act.Target.Y - _position[Y]));
        return Math.Min(act.SpeedMPerSec, Math.Sqrt(2 * WalkAcceleration * left));
    }

    private void Walk(in PersonAct act, double dt, double ahead)
    {
        double dx = act.Target.X - _position[X], dy = act.Target.Y - _position[Y], left = Math.Sqrt(dx * dx + dy * dy);
        if (left < 0.02 || (left < 0.3 && _speed < 0.02))
        {
            _speed = 0;
            Next();
            return;
        }
        double turn = Angle.Difference(Math.Atan2(dy, dx), _position[Yaw]);
        _position[Yaw] = Angle.Wrap(_position[Yaw] + Math.Clamp(turn, -TurnRadPerSec * dt, TurnRadPerSec * dt));
        _heading = new(dx / left, dy / left, 0);
        double go = Math.Min(left, _speed * dt);
        (_position[X], _position[Y]) = (_position[X] + dx / left * go, _position[Y] + dy / left * go);
        _walked += go;
        bool isHeldUp = _speed < 0.02 && !double.IsInfinity(ahead);
        _waitedSec = isHeldUp ? _waitedSec + dt : 0;
        if (_spec.IsCareful && _waitedSec > PatienceSec)
        {
            Next();
        }
    }

    /// <summary>The hand goes in a straight line from where it hangs to the target, as far as the arm is long, and back.</summary>
    private void Reach(in PersonAct act, double dt)
    {
        double h = _spec.HeightM;
        Vec3 target = Quat.FromYaw(-_position[Yaw]).Rotate(act.Target - new Vec3(_position[X], _position[Y], 0));
        if (_reach == 0)
        {
            // The arm moves in a plane beside the body: turn until the target lies in it.
            double turn = Math.Atan2(target.Y, target.X) - Math.Asin(Math.Clamp(-PersonBody.ShoulderWidth * h / Math.Max(0.01, target.HorizontalLength), -1, 1));
            _position[Yaw] = Angle.Wrap(_position[Yaw] + turn);
            target = Quat.FromYaw(-_position[Yaw]).Rotate(act.Target - new Vec3(_position[X], _position[Y], 0));
            _restingHand = new(0.1 * h, 0, (PersonBody.ShoulderHeight - PersonBody.UpperArm - 0.15) * h);
            Array.Clear(_position, LeftHip, Joints - LeftHip);
        }
        Vec3 goal = new(target.X, 0, target.Z);
        double way = Math.Max(0.05, goal.DistanceTo(_restingHand));
        bool isOut = _reach >= way;
        if (_takesBack)
        {
            _reach -= act.SpeedMPerSec * dt;
        }
        else if (!isOut)
        {
            _reach = Math.Min(way, Math.Max(_reach, 1e-6) + act.SpeedMPerSec * dt);
            _actSec = 0;
        }
        else
        {
            _takesBack = _actSec >= act.Seconds;
        }
        if (_takesBack && _reach <= 0)
        {
            (_reach, _takesBack) = (0, false);
            Next();
            return;
        }
        Bend(Vec3.Lerp(_restingHand, goal, _reach / way));
    }

    /// <summary>Two links in a plane: the hand at a point of the person's frame, the elbow low.</summary>
    private void Bend(Vec3 hand)
    {
        double h = _spec.HeightM, upper = PersonBody.UpperArm * h, lower = PersonBody.ForearmAndHand * h;
        double dx = hand.X, dz = hand.Z - PersonBody.ShoulderHeight * h;
        double distance = Math.Clamp(Math.Sqrt(dx * dx + dz * dz), Math.Abs(upper - lower) + 0.01, upper + lower - 0.001);
        double shoulder = Math.Acos(Math.Clamp((upper * upper + distance * distance - lower * lower) / (2 * upper * distance), -1, 1));
        double elbow = Math.Acos(Math.Clamp((upper * upper + lower * lower - distance * distance) / (2 * upper * lower), -1, 1));
        _position[RightShoulder] = Math.Atan2(dx, -dz) - shoulder;
        _position[RightElbow] = Math.PI - elbow;
    }

    /// <summary>Legs and arms swing against each other, as far as the speed asks.</summary>
    private void Gait()
    {
        double phase = 2 * Math.PI * _walked / (StrideShare * _spec.HeightM);
        double swing = SwingRad * Math.Min(1, _speed / 1.2);
        _position[LeftHip] = swing * Math.Sin(phase);
        _position[RightHip] = -_position[LeftHip];
        _position[LeftKnee] = -swing * (1 + Math.Cos(phase)) / 2;
        _position[RightKnee] = -swing * (1 - Math.Cos(phase)) / 2;
        _position[LeftShoulder] = -0.6 * _position[LeftHip];
        _position[RightShoulder] = -_position[LeftShoulder];
        _position[LeftShoulder + 1] = _position[RightElbow] = 0.2;
    }

    private void Next()
    {
        _act++;
        (_actSec, _waitedSec) = (0, 0);
    }

    private static double Square(double x) => x * x;
}
