namespace RoboticsStack.Recording.Foxglove;

/// <summary>
/// Topics of the channels in Foxglove's schemas. They do not name the robot or the run, so that a layout made for one recording fits the next.
/// </summary>
public static class FoxgloveTopics
{
    /// <summary>FrameTransforms: everything that moves, in one message, as the robot believes it.</summary>
    public const string Transforms = "/tf";

    /// <summary>FrameTransforms of what is fixed to the robot; repeated for those who come later.</summary>
    public const string FixedTransforms = "/tf_static";

    /// <summary>FrameTransforms of the simulated bodies, as they truly are.</summary>
    public const string TrueTransforms = "/truth/tf";

    public const string JointStates = "/joint_states";

    /// <summary>SceneUpdate: the robot's shapes.</summary>
    public const string Robot = "/robot";

    /// <summary>SceneUpdate: the simulated kitchen, as it truly is.</summary>
    public const string TrueScene = "/truth/scene";

    /// <summary>LaserScan.</summary>
    public const string Lidar = "/lidar";

    /// <summary>Grid of what is occupied.</summary>
    public const string Map = "/map";

    /// <summary>SceneUpdate: the objects that the robot believes in.</summary>
    public const string Objects = "/objects";

    /// <summary>PosesInFrame: the gripper's way as planned.</summary>
    public const string PlannedPath = "/plan/path";

    /// <summary>PosesInFrame: the gripper's way as the physics check expects it.</summary>
    public const string PhysicsPath = "/plan/physics";

    /// <summary>Log: the gate's modes and interventions, vetoes, changes of the task.</summary>
    public const string Log = "/log";

    /// <summary>RawImage, millimetres in 16 bits.</summary>
    public static string Depth(string camera) => $"/camera/{camera}/depth";

    /// <summary>RawImage, a colour a class.</summary>
    public static string Segmentation(string camera) => $"/camera/{camera}/segmentation";

    /// <summary>CameraCalibration of both images.</summary>
    public static string Calibration(string camera) => $"/camera/{camera}/calibration";

    /// <summary>PointCloud made from the depth image.</summary>
    public static string Points(string camera) => $"/camera/{camera}/points";
}
