using System.Runtime.InteropServices;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;
using static RoboticsStack.Mujoco.MujocoLayout;
using static RoboticsStack.Mujoco.MujocoNative;

namespace RoboticsStack.Mujoco;

/// <summary>One MuJoCo model and its data. Handles are MuJoCo's own ids.</summary>
internal sealed unsafe partial class MujocoWorld : IPhysicsWorld
{
    private readonly byte* _model;
    private readonly byte* _data;
    private readonly int _nq, _nv, _nu, _bodies, _joints, _shapes;

    // MuJoCo never moves its arrays, so their addresses are read once.
    private readonly double* _qpos, _qvel, _ctrl, _warmstart, _externalForce, _xpos, _xquat, _qfrcActuator;
    private readonly double* _mass, _subtreeMass, _inertia, _bodyInverseWeight, _dofInverseWeight;
    private readonly int* _jointType, _jointQpos, _jointDof, _bodyJoint, _parent, _root;
    private readonly int[] _shapeBody;
    private readonly SemanticClass[] _semantics;
    private readonly string[] _bodyNames;
    private readonly double[] _compensationN;
    private bool _jointWrenchesStale = true;
    private bool _disposed;

    public MujocoWorld(byte* model, SceneDescription scene)
    {
        _model = model;
        _nq = ModelInt(Model.Nq);
        _nv = ModelInt(Model.Nv);
        _nu = ModelInt(Model.Nu);
        _bodies = ModelInt(Model.Nbody);
        _joints = ModelInt(Model.Njnt);
        _shapes = ModelInt(Model.Ngeom);
        CheckLayout(scene);

        _data = mj_makeData(model);
        _mass = ModelDoubles(Model.BodyMass);
        _subtreeMass = ModelDoubles(Model.BodySubtreeMass);
        _inertia = ModelDoubles(Model.BodyInertia);
        _bodyInverseWeight = ModelDoubles(Model.BodyInvWeight0);
        _dofInverseWeight = ModelDoubles(Model.DofInvWeight0);
        _jointType = ModelInts(Model.JntType);
        _jointQpos = ModelInts(Model.JntQposAdr);
        _jointDof = ModelInts(Model.JntDofAdr);
        _bodyJoint = ModelInts(Model.BodyJntAdr);
        _shapeBody = new ReadOnlySpan<int>(ModelInts(Model.GeomBodyId), _shapes).ToArray();
        _shapeKind = new ReadOnlySpan<int>(ModelInts(Model.GeomType), _shapes).ToArray();
        _shapeSeen = new bool[_shapes];
        for (int i = 0; i < _shapes; i++)
        {
            _shapeSeen[i] = ModelInts(Model.GeomGroup)[i] != MjcfWriter.InvisibleGroup;
        }
        _candidates = new Candidate[_shapes];
        _candidateDistance = new double[_shapes];
        _parent = ModelInts(Model.BodyParentId);
        _root = ModelInts(Model.BodyRootId);
        _qpos = DataDoubles(Data.Qpos);
        _qvel = DataDoubles(Data.Qvel);
        _ctrl = DataDoubles(Data.Ctrl);
        _warmstart = DataDoubles(Data.QaccWarmstart);
        _externalForce = DataDoubles(Data.XfrcApplied);
        _xpos = DataDoubles(Data.Xpos);
        _xquat = DataDoubles(Data.Xquat);
        _qfrcActuator = DataDoubles(Data.QfrcActuator);

        _bodyNames = new string[_bodies];
        for (int i = 0; i < _bodies; i++)
        {
            _bodyNames[i] = Marshal.PtrToStringUTF8((nint)mj_id2name(_model, ObjectBody, i)) ?? "";
        }
        _semantics = new SemanticClass[_shapes];
        _compensationN = new double[_bodies];
        foreach (BodyDescription body in scene.Bodies)
        {
            foreach (ShapeDescription shape in body.Shapes)
            {
                int index = FindShape(shape.Name).Index;
                _semantics[index] = shape.Semantic;
                _shapeBody[index] = FindBody(body.Name).Index;
            }
            if (body.GravityCompensated)
            {
                int index = FindBody(body.Name).Index;
                _compensationN[index] = -scene.Gravity.Z * _mass[index];
                _externalForce[6 * index + 2] = _compensationN[index];
            }
            foreach (JointDescription joint in body.Joints)
            {
                _qpos[_jointQpos[FindJoint(joint.Name).Index]] = joint.Initial;
            }
        }
        Refresh();
    }

    public double TimestepSec => *(double*)(_model + Model.Timestep);
    public double TimeSec => *(double*)(_data + Data.Time);
    public int ShapeCount => _shapes;

    public BodyHandle FindBody(string name) => new(Find(ObjectBody, "body", name));
    public JointHandle FindJoint(string name) => new(Find(ObjectJoint, "joint", name));
    public ActuatorHandle FindActuator(string name) => new(Find(ObjectActuator, "actuator", name));
    public ShapeHandle FindShape(string name) => new(Find(ObjectGeom, "shape", name));

    public BodyHandle GetBodyOf(ShapeHandle shape) => new(_shapeBody[CheckShape(shape)]);
    public string GetBodyName(BodyHandle body) => _bodyNames[CheckBody(body)];
    public SemanticClass GetSemantic(ShapeHandle shape) => _semantics[CheckShape(shape)];

    public void Step()
    {
        mj_step(_model, _data);
        mj_kinematics(_model, _data);
        _jointWrenchesStale = true;
        ThrowIfBroken();
    }

    public void Refresh()
    {
        mj_forward(_model, _data);
        _jointWrenchesStale = true;
        ThrowIfBroken();
    }

    public Pose GetPose(BodyHandle body)
    {
        int i = CheckBody(body);
        double* p = _xpos + 3 * i, q = _xquat + 4 * i;
        return new(new Vec3(p[0], p[1], p[2]), new Quat(q[0], q[1], q[2], q[3]));
    }

    public Twist GetVelocity(BodyHandle body)
    {
        double* v = stackalloc double[6];
        mj_objectVelocity(_model, _data, ObjectBodyFrame, CheckBody(body), v, 0);
        return new(new Vec3(v[3], v[4], v[5]), new Vec3(v[0], v[1], v[2]));
    }

    public void SetFreePose(BodyHandle body, Pose poseInWorld, Twist velocity = default)
    {
        int joint = FreeJointOf(body);
        double* q = _qpos + _jointQpos[joint];
        double* v = _qvel + _jointDof[joint];
        Quat orientation = poseInWorld.Orientation.Normalized();
        Vec3 spinInBody = orientation.Inverse().Rotate(velocity.Angular);
        (q[0], q[1], q[2]) = (poseInWorld.Position.X, poseInWorld.Position.Y, poseInWorld.Position.Z);
        (q[3], q[4], q[5], q[6]) = (orientation.W, orientation.X, orientation.Y, orientation.Z);
        (v[0], v[1], v[2]) = (velocity.Linear.X, velocity.Linear.Y, velocity.Linear.Z);
        (v[3], v[4], v[5]) = (spinInBody.X, spinInBody.Y, spinInBody.Z);
    }

    public double GetJointPosition(JointHandle joint) => _qpos[_jointQpos[CheckJoint(joint)]];
    public double GetJointVelocity(JointHandle joint) => _qvel[_jointDof[CheckJoint(joint)]];
    public double GetJointActuatorForce(JointHandle joint) => _qfrcActuator[_jointDof[CheckJoint(joint)]];

    public void SetJointState(JointHandle joint, double position, double velocity)
    {
        int i = CheckJoint(joint);
        _qpos[_jointQpos[i]] = position;
        _qvel[_jointDof[i]] = velocity;
    }

    public void SetTarget(ActuatorHandle actuator, double target)
    {
        if ((uint)actuator.Index >= (uint)_nu)
        {
            throw new ArgumentOutOfRangeException(nameof(actuator), actuator.Index, "No such actuator.");
        }
        _ctrl[actuator.Index] = target;
    }

    public void SetExternalForce(BodyHandle body, Vec3 force)
    {
        int i = CheckBody(body);
        double* f = _externalForce + 6 * i;
        (f[0], f[1], f[2]) = (force.X, force.Y, force.Z + _compensationN[i]);
        (f[3], f[4], f[5]) = (0, 0, 0);
    }

    public void AddExternalForce(BodyHandle body, Vec3 force, Vec3 pointInWorld)
    {
        int i = CheckBody(body);
        double* f = _externalForce + 6 * i;
        double* centre = DataDoubles(Data.Xipos) + 3 * i;
        Vec3 torque = (pointInWorld - new Vec3(centre[0], centre[1], centre[2])).Cross(force);
        (f[0], f[1], f[2]) = (f[0] + force.X, f[1] + force.Y, f[2] + force.Z);
        (f[3], f[4], f[5]) = (f[3] + torque.X, f[4] + torque.Y, f[5] + torque.Z);
    }

    public void SetMass(BodyHandle body, double massKg)
    {
        int joint = FreeJointOf(body), i = body.Index;
        double mass = Math.Max(massKg, 0.001);
        double scale = mass / _mass[i];
        for (int ancestor = i; ancestor > 0; ancestor = _parent[ancestor])
        {
            _subtreeMass[ancestor] += mass - _mass[i];
        }
        _subtreeMass[0] += mass - _mass[i];
        _mass[i] = mass;
        Scale(_inertia + 3 * i, 3, scale);
        Scale(_bodyInverseWeight + 2 * i, 2, 1 / scale);
        Scale(_dofInverseWeight + _jointDof[joint], 6, 1 / scale);
    }

    private static void Scale(double* values, int count, double factor)
    {
        for (int i = 0; i < count; i++)
        {
            values[i] *= factor;
        }
    }

    private int FreeJointOf(BodyHandle body)
    {
        int joint = _bodyJoint[CheckBody(body)];
        return joint >= 0 && _jointType[joint] == JointFree
            ? joint
            : throw new ArgumentException($"Body '{_bodyNames[body.Index]}' is not free.");
    }

    private int Find(int kind, string noun, string name)
    {
        int id = mj_name2id(_model, kind, name);
        return id >= 0 ? id : throw new ArgumentException($"The scene has no {noun} named '{name}'.");
    }

    private int CheckBody(BodyHandle body) => (uint)body.Index < (uint)_bodies
        ? body.Index
        : throw new ArgumentOutOfRangeException(nameof(body), body.Index, "No such body.");

    private int CheckJoint(JointHandle joint) => (uint)joint.Index < (uint)_joints
        ? joint.Index
        : throw new ArgumentOutOfRangeException(nameof(joint), joint.Index, "No such joint.");

    private int CheckShape(ShapeHandle shape) => (uint)shape.Index < (uint)_shapes
        ? shape.Index
        : throw new ArgumentOutOfRangeException(nameof(shape), shape.Index, "No such shape.");

    private int ModelInt(int offset) => *(int*)(_model + offset);
    private int* ModelInts(int offset) => *(int**)(_model + offset);
    private double* ModelDoubles(int offset) => *(double**)(_model + offset);
    private double* DataDoubles(int offset) => *(double**)(_data + offset);
}
