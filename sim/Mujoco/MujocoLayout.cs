namespace RoboticsStack.Mujoco;

/// <summary>
/// Byte offsets of the fields this project reads in MuJoCo 2.2.2's C structures on 64-bit Linux, taken with <c>offsetof</c> from its
/// headers. <see cref="MujocoWorld"/> checks them against the scene it asked for whenever it builds a world, so that a library of
/// another layout is refused instead of misread.
/// </summary>
internal static class MujocoLayout
{
    public const int SupportedVersion = 222;
    public const int VfsBytes = 2_024_008;
    public const int VfsFileData = 2_008_008;

    public static class Model
    {
        public const int Nq = 0;
        public const int Nv = 4;
        public const int Nu = 8;
        public const int Nbody = 16;
        public const int Njnt = 20;
        public const int Ngeom = 24;
        public const int Timestep = 232;
        public const int Gravity = 280;
        public const int BodyParentId = 1112;
        public const int BodyRootId = 1120;
        public const int BodyMass = 1240;
        public const int BodySubtreeMass = 1248;
        public const int BodyInertia = 1256;
        public const int BodyInvWeight0 = 1264;
        public const int BodyJntAdr = 1152;
        public const int JntType = 1280;
        public const int JntQposAdr = 1288;
        public const int JntDofAdr = 1296;
        public const int DofInvWeight0 = 1472;
        public const int GeomType = 1488;
        public const int GeomBodyId = 1520;
        public const int GeomGroup = 1544;
        public const int GeomSolmix = 1568;
        public const int GeomSize = 1592;
        public const int GeomRbound = 1600;
    }

    public static class Data
    {
        public const int Warning = 24;
        public const int Ncon = 40332;
        public const int Time = 40336;
        public const int Qpos = 40376;
        public const int Qvel = 40384;
        public const int QaccWarmstart = 40400;
        public const int Ctrl = 40408;
        public const int XfrcApplied = 40424;
        public const int Xpos = 40480;
        public const int Xquat = 40488;
        public const int Xmat = 40496;
        public const int Xipos = 40504;
        public const int GeomXpos = 40536;
        public const int GeomXmat = 40544;
        public const int SubtreeCom = 40600;
        public const int Contact = 40752;
        public const int QfrcActuator = 41088;
        public const int CfrcInt = 41160;
    }

    /// <summary>One entry of the contact list: a fixed-size C structure.</summary>
    public static class ContactEntry
    {
        public const int Bytes = 528;
        public const int Distance = 0;
        public const int Position = 8;
        public const int Frame = 32;
        public const int Geom1 = 508;
        public const int Geom2 = 512;
        public const int EfcAddress = 520;
    }

    /// <summary>Indices into the warning counters (pairs of int: last info, count).</summary>
    public static class Warning
    {
        public const int ContactsFull = 1;
        public const int ConstraintsFull = 2;
        public const int BadPosition = 4;
        public const int BadVelocity = 5;
        public const int BadAcceleration = 6;
        public const int Kinds = 8;
    }

    public const int ObjectBody = 1;
    public const int ObjectBodyFrame = 2;
    public const int ObjectJoint = 3;
    public const int ObjectGeom = 5;
    public const int ObjectActuator = 18;
    public const int JointFree = 0;

    public const int GeomPlane = 0;
    public const int GeomSphere = 2;
    public const int GeomCapsule = 3;
    public const int GeomEllipsoid = 4;
    public const int GeomCylinder = 5;
    public const int GeomBox = 6;
    public const int GeomKinds = 8;
}
