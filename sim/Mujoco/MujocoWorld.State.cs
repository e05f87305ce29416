using RoboticsStack.Scenes;
using static RoboticsStack.Mujoco.MujocoLayout;
using static RoboticsStack.Mujoco.MujocoNative;

namespace RoboticsStack.Mujoco;

/// <summary>Saving and restoring, checks, disposal.</summary>
internal sealed unsafe partial class MujocoWorld
{
    // Per body: mass, subtree mass, inertia (3), inverse weights (2), external force (6).
    private const int PerBody = 13;

    public int StateLength => 1 + _nq + 3 * _nv + _nu + PerBody * _bodies;

    public void SaveState(Span<double> state)
    {
        CheckLength(state.Length);
        state[0] = TimeSec;
        Span<double> rest = state[1..];
        Save(ref rest, _qpos, _nq);
        Save(ref rest, _qvel, _nv);
        Save(ref rest, _warmstart, _nv);
        Save(ref rest, _dofInverseWeight, _nv);
        Save(ref rest, _ctrl, _nu);
        Save(ref rest, _mass, _bodies);
        Save(ref rest, _subtreeMass, _bodies);
        Save(ref rest, _inertia, 3 * _bodies);
        Save(ref rest, _bodyInverseWeight, 2 * _bodies);
        Save(ref rest, _externalForce, 6 * _bodies);
    }

    public void RestoreState(ReadOnlySpan<double> state)
    {
        CheckLength(state.Length);
        *(double*)(_data + Data.Time) = state[0];
        new Span<int>(_data + Data.Warning, 2 * Warning.Kinds).Clear();
        ReadOnlySpan<double> rest = state[1..];
        ReadOnlySpan<double> positions = rest;
        Restore(ref rest, _qpos, _nq);
        Restore(ref rest, _qvel, _nv);
        ReadOnlySpan<double> warmstart = rest[.._nv];
        Restore(ref rest, _warmstart, _nv);
        Restore(ref rest, _dofInverseWeight, _nv);
        Restore(ref rest, _ctrl, _nu);
        Restore(ref rest, _mass, _bodies);
        Restore(ref rest, _subtreeMass, _bodies);
        Restore(ref rest, _inertia, 3 * _bodies);
        Restore(ref rest, _bodyInverseWeight, 2 * _bodies);
        Restore(ref rest, _externalForce, 6 * _bodies);
        Refresh();
        // Refreshing normalises quaternions once more and leaves its own warm start; the next step must start where the saved one did.
        Restore(ref positions, _qpos, _nq);
        Restore(ref warmstart, _warmstart, _nv);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            mj_deleteData(_data);
            mj_deleteModel(_model);
        }
    }

    private static void Save(ref Span<double> target, double* source, int count)
    {
        new ReadOnlySpan<double>(source, count).CopyTo(target);
        target = target[count..];
    }

    private static void Restore(ref ReadOnlySpan<double> source, double* target, int count)
    {
        source[..count].CopyTo(new Span<double>(target, count));
        source = source[count..];
    }

    private void CheckLength(int length)
    {
        if (length != StateLength)
        {
            throw new ArgumentException($"A saved state of this world has {StateLength} numbers, not {length}.");
        }
    }

    /// <summary>On numbers out of range MuJoCo silently resets the world, and on full buffers it drops contacts: both end the run here.</summary>
    private void ThrowIfBroken()
    {
        int* warnings = (int*)(_data + Data.Warning);
        if ((warnings[2 * Warning.BadPosition + 1] | warnings[2 * Warning.BadVelocity + 1] | warnings[2 * Warning.BadAcceleration + 1]) != 0)
        {
            throw new InvalidOperationException("The physics became unstable: positions, velocities or accelerations out of range.");
        }
        if ((warnings[2 * Warning.ContactsFull + 1] | warnings[2 * Warning.ConstraintsFull + 1]) != 0)
        {
            throw new InvalidOperationException("The physics has more contacts than the world was built for.");
        }
    }

    private void CheckLayout(SceneDescription scene)
    {
        int free = scene.Bodies.Count(body => body.Free);
        int joints = scene.Bodies.Sum(body => body.Joints.Count);
        int shapes = scene.Bodies.Sum(body => body.Shapes.Count);
        if (_nq != joints + 7 * free || _nv != joints + 6 * free || _nu != scene.Actuators.Count || _bodies != scene.Bodies.Count + 1
            || _joints != joints + free || _shapes != shapes || TimestepSec != scene.TimestepSec
            || *(double*)(_model + Model.Gravity + 2 * sizeof(double)) != scene.Gravity.Z)
        {
            throw new InvalidOperationException("The MuJoCo library lays its structures out otherwise than version 2.2.2 does.");
        }
    }
}
