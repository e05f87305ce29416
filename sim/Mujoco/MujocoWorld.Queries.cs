using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;
using static RoboticsStack.Mujoco.MujocoLayout;
using static RoboticsStack.Mujoco.MujocoNative;

namespace RoboticsStack.Mujoco;

/// <summary>Contacts, rays and forces between bodies.</summary>
internal sealed unsafe partial class MujocoWorld
{
    public Wrench GetJointWrench(BodyHandle body)
    {
        int i = CheckBody(body);
        if (_jointWrenchesStale)
        {
            mj_rnePostConstraint(_model, _data);
            _jointWrenchesStale = false;
        }
        // MuJoCo holds what the parent exerts on the body (torque, then force, world axes) about the centre of mass of the whole tree.
        double* f = DataDoubles(Data.CfrcInt) + 6 * i;
        double* centre = DataDoubles(Data.SubtreeCom) + 3 * _root[i];
        Pose pose = GetPose(body);
        Vec3 force = new(f[3], f[4], f[5]);
        Vec3 torque = new Vec3(f[0], f[1], f[2]) + (new Vec3(centre[0], centre[1], centre[2]) - pose.Position).Cross(force);

        // Compensation acts on the bodies themselves here, but in the motors of a real arm: its sensors feel the weight all the same.
        double* centres = DataDoubles(Data.Xipos);
        for (int part = i; part < _bodies && (part == i || IsWithin(part, i)); part++)
        {
            Vec3 lift = new(0, 0, _compensationN[part]);
            Vec3 arm = new Vec3(centres[3 * part], centres[3 * part + 1], centres[3 * part + 2]) - pose.Position;
            force += lift;
            torque += arm.Cross(lift);
        }
        Quat toBody = pose.Orientation.Inverse();
        return new(-toBody.Rotate(force), -toBody.Rotate(torque));
    }

    public int GetContacts(Span<Contact> contacts)
    {
        int count = Math.Min(*(int*)(_data + Data.Ncon), contacts.Length);
        byte* entries = *(byte**)(_data + Data.Contact);
        double* wrench = stackalloc double[6];
        int written = 0;
        for (int i = 0; i < count; i++)
        {
            byte* entry = entries + i * ContactEntry.Bytes;
            if (*(int*)(entry + ContactEntry.EfcAddress) < 0)
            {
                continue;
            }
            mj_contactForce(_model, _data, i, wrench);
            double* p = (double*)(entry + ContactEntry.Position);
            double* f = (double*)(entry + ContactEntry.Frame);
            Vec3 normal = new(f[0], f[1], f[2]);
            Vec3 force = normal * wrench[0] + new Vec3(f[3], f[4], f[5]) * wrench[1] + new Vec3(f[6], f[7], f[8]) * wrench[2];
            contacts[written++] = new Contact(
                new ShapeHandle(*(int*)(entry + ContactEntry.Geom1)), new ShapeHandle(*(int*)(entry + ContactEntry.Geom2)),
                new Vec3(p[0], p[1], p[2]), normal, force, *(double*)(entry + ContactEntry.Distance));
        }
        return written;
    }

    public RayHit CastRay(Vec3 origin, Vec3 unitDirection, double maxDistanceM, BodyHandle excluded)
    {
        double* point = stackalloc double[3] { origin.X, origin.Y, origin.Z };
        double* direction = stackalloc double[3] { unitDirection.X, unitDirection.Y, unitDirection.Z };
        byte* groups = stackalloc byte[6] { 1, 1, 1, 1, 1, 1 };
        groups[MjcfWriter.InvisibleGroup] = 0;
        int shape;
        double distance = mj_ray(_model, _data, point, direction, groups, 1, excluded.Index, &shape);
        return shape >= 0 && distance <= maxDistanceM ? new RayHit(distance, new ShapeHandle(shape)) : RayHit.Miss;
    }

    /// <summary>Bodies are numbered depth first: a body's descendants follow it without a gap.</summary>
    private bool IsWithin(int body, int ancestor)
    {
        while (body > ancestor)
        {
            body = _parent[body];
        }
        return body == ancestor;
    }
}
