using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Training;

namespace RoboticsStack.Learning.Tests.Toy;

/// <summary>
/// A point gripper that follows its setpoint with a lag, a cup it can grasp and a goal, seen through all modalities. Just enough physics that
/// the next observation depends on the action, on speed, and on whether the cup is held.
/// </summary>
internal sealed class ToyWorld
{
    private const double Lag = 0.6;
    private const double CupRadius = 0.04;

    private readonly RandomStream _random;
    private readonly double[] _gripper = new double[3], _speed = new double[3], _setpoint = new double[3], _cup = new double[3], _goal = new double[3];
    private readonly float[] _previousAction = new float[ActionScale.Size];
    private double _yaw, _yawSetpoint, _goalYaw, _width = 0.14;
    private bool _held;

    private ToyWorld(ulong seed)
    {
        _random = RandomStream.For(seed, "toy");
        Place(_gripper, 0.15, 0.5);
        Place(_cup, 0.05, 0.05);
        Place(_goal, 0.05, 0.05);
        _gripper.CopyTo(_setpoint, 0);
        (_yaw, _goalYaw) = (_random.Uniform(-1, 1), _random.Uniform(-1, 1));
        _yawSetpoint = _yaw;
    }

    public static Dataset Record(int episodes, int frames, ulong seed)
    {
        List<Episode> recorded = [];
        for (int i = 0; i < episodes; i++)
        {
            ulong scene = seed * 1_000_003 + (ulong)i;
            ToyWorld world = new(scene);
            Episode episode = new(scene);
            float[] observation = new float[ObservationLayout.Size], labels = new float[ProbeLayout.Size];
            for (int t = 0; t < frames; t++)
            {
                world.Observe(observation, labels);
                float[] action = world.Act(expert: i % 4 != 0);
                episode.Add(observation, new float[StepForces.Size], labels, action, 0);
                world.Step(action);
            }
            recorded.Add(episode);
        }
        return new("toy", recorded, "");
    }

    private void Place(double[] at, double low, double high)
    {
        (at[0], at[1], at[2]) = (_random.Uniform(0.2, 0.8), _random.Uniform(-0.3, 0.3), _random.Uniform(low, high));
    }

    private float[] Act(bool expert)
    {
        double[] wanted = [0, 0, 0];
        double turn = 0, fingers = _random.Uniform(-1, 1);
        if (expert)
        {
            double[] target = _held ? [_goal[0], _goal[1], _goal[2] + 0.02] : _cup;
            bool near = Distance(_gripper, target) < 0.03;
            double[] local = InGripper(target);
            for (int i = 0; i < 3; i++)
            {
                wanted[i] = local[i] / ActionScale.MetresPerStep * 0.5;
            }
            turn = _held ? (_goalYaw - _yaw) / ActionScale.RadiansPerStep * 0.5 : 0;
            fingers = _held ? (near ? 1 : -0.2) : near ? -1 : 1;
        }
        double noise = expert ? 0.3 : 0.8;
        return [.. new[] { wanted[0], wanted[1], wanted[2], turn, fingers }.Select(value => (float)Math.Clamp(value + noise * _random.Gaussian(), -1, 1))];
    }

    private void Step(float[] action)
    {
        (double sin, double cos) = Math.SinCos(_yaw);
        double[] move = [cos * action[0] - sin * action[1], sin * action[0] + cos * action[1], action[2]];
        for (int i = 0; i < 3; i++)
        {
            _setpoint[i] += move[i] * ActionScale.MetresPerStep;
            double before = _gripper[i];
            _gripper[i] += Lag * (_setpoint[i] - _gripper[i]);
            _gripper[i] = i == 2 ? Math.Max(0.02, _gripper[i]) : _gripper[i];
            _speed[i] = (_gripper[i] - before) / ActionScale.StepSeconds;
        }
        _yawSetpoint += action[3] * ActionScale.RadiansPerStep;
        _yaw += Lag * (_yawSetpoint - _yaw);
        bool around = Distance(_gripper, _cup) < 0.035;
        double width = _width + action[4] * ActionScale.GripperMetresPerStep;
        _width = Math.Clamp(width, around ? 2 * CupRadius : 0, 0.14);
        _held = around && width < 2 * CupRadius + 0.002;
        if (_held)
        {
            _gripper.CopyTo(_cup, 0);
        }
        else
        {
            _cup[2] = Math.Max(0.05, _cup[2] - 0.1);
        }
        action.CopyTo(_previousAction, 0);
    }

    private void Observe(float[] observation, float[] labels)
    {
        Array.Clear(observation);
        double[] cup = InGripper(_cup), goal = InGripper(_goal);
        Span<float> proprio = ObservationLayout.ProprioSegment.Of(observation);
        double[] lag = InGripper(_setpoint);
        for (int i = 0; i < 3; i++)
        {
            proprio[ObservationLayout.Proprio.JointPositions + i] = (float)_gripper[i];
            proprio[ObservationLayout.Proprio.JointVelocities + i] = (float)_speed[i];
            proprio[ObservationLayout.Proprio.SetpointLag + i] = (float)lag[i];
            proprio[ObservationLayout.Proprio.GripperPositionInArmBase + i] = (float)_gripper[i];
        }
        proprio[ObservationLayout.Proprio.JointPositions + 3] = (float)_yaw;
        proprio[ObservationLayout.Proprio.SetpointLag + 3] = (float)(_yawSetpoint - _yaw);
        proprio[ObservationLayout.Proprio.GripperWidth] = (float)_width;
        _previousAction.CopyTo(proprio[ObservationLayout.Proprio.PreviousAction..]);
        double squeeze = _held ? 8 : 0;
        ObservationLayout.Wrench.Of(observation)[2] = (float)((_held ? -3 : 0) + 0.1 * _random.Gaussian());
        Span<float> tactile = ObservationLayout.Tactile.Of(observation);
        for (int i = 0; i < tactile.Length; i++)
        {
            int row = i / ObservationLayout.PadColumns % ObservationLayout.PadRows;
            tactile[i] = (float)Math.Max(0, squeeze / 40 * Math.Exp(-0.2 * (row - 8) * (row - 8)) + 0.005 * _random.Gaussian());
        }
        Render(observation, cup);
        Slot(observation, ObservationLayout.ObjectSlot, cup, 0, SlotKind.Vessel);
        Slot(observation, ObservationLayout.GoalSlot, goal, _goalYaw - _yaw, SlotKind.Other);
        ObservationLayout.Present.Of(observation).Fill(1);

        Array.Fill(labels, float.NaN);
        (double sin, double cos) = Math.SinCos(_goalYaw);
        double[] apart = [_cup[0] - _goal[0], _cup[1] - _goal[1], _cup[2] - _goal[2]];
        for (int i = 0; i < 3; i++)
        {
            labels[ProbeLayout.ObjectPosition + i] = (float)cup[i];
            labels[ProbeLayout.GoalPosition + i] = (float)goal[i];
        }
        labels[ProbeLayout.GoalYawSinCos] = (float)Math.Sin(_goalYaw - _yaw);
        labels[ProbeLayout.GoalYawSinCos + 1] = (float)Math.Cos(_goalYaw - _yaw);
        labels[ProbeLayout.ObjectInGoal] = (float)(cos * apart[0] + sin * apart[1]);
        labels[ProbeLayout.ObjectInGoal + 1] = (float)(cos * apart[1] - sin * apart[0]);
        labels[ProbeLayout.ObjectInGoal + 2] = (float)apart[2];
        labels[ProbeLayout.GripperWidth] = (float)_width;
        labels[ProbeLayout.PadForceLeft] = labels[ProbeLayout.PadForceRight] = (float)squeeze;
        labels[ProbeLayout.Held] = _held ? 1 : 0;
        labels[ProbeLayout.ObjectHeightAboveSupport] = (float)(_cup[2] - 0.05);
        labels[ProbeLayout.TipSpeed] = (float)Math.Sqrt(_speed[0] * _speed[0] + _speed[1] * _speed[1] + _speed[2] * _speed[2]);
    }

    private static void Slot(float[] observation, int index, double[] position, double yaw, SlotKind kind)
    {
        Span<float> slot = ObservationLayout.SlotAt(index).Of(observation);
        for (int i = 0; i < 3; i++)
        {
            slot[ObservationLayout.Slot.Position + i] = (float)position[i];
        }
        slot[ObservationLayout.Slot.YawSinCos] = (float)Math.Sin(yaw);
        slot[ObservationLayout.Slot.YawSinCos + 1] = (float)Math.Cos(yaw);
        slot[ObservationLayout.Slot.Radius] = (float)CupRadius;
        slot[ObservationLayout.Slot.Height] = 0.1f;
        slot[ObservationLayout.Slot.Valid] = 1;
        slot[ObservationLayout.Slot.Kind + (int)kind] = 1;
    }

    private void Render(float[] observation, double[] cup)
    {
        Span<float> depth = ObservationLayout.WristDepth.Of(observation), mask = ObservationLayout.WristMask.Of(observation);
        double ahead = Math.Max(0.05, cup[0] + 0.2);
        double column = 16 - 24 * cup[1] / ahead, row = 16 - 24 * cup[2] / ahead, size = 24 * CupRadius / ahead;
        float background = (float)Math.Clamp(_gripper[2] + 0.3, 0, 1);
        for (int i = 0; i < depth.Length; i++)
        {
            double dx = i % ObservationLayout.ImageSide - column, dy = i / ObservationLayout.ImageSide - row;
            bool hit = dx * dx + dy * dy < size * size;
            depth[i] = hit ? (float)Math.Clamp(ahead, 0, 1) : background;
            mask[i] = hit ? 1 : 0;
        }
    }

    private double[] InGripper(double[] at)
    {
        (double sin, double cos) = Math.SinCos(_yaw);
        double x = at[0] - _gripper[0], y = at[1] - _gripper[1];
        return [cos * x + sin * y, cos * y - sin * x, at[2] - _gripper[2]];
    }

    private static double Distance(double[] a, double[] b) =>
        Math.Sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}
