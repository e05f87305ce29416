using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using RoboticsStack.Core;

namespace RoboticsStack.Mujoco;

/// <summary>The functions of the C library, its discovery, and what happens when it reports an error.</summary>
internal static unsafe partial class MujocoNative
{
    private const string Library = "mujoco";
    private static readonly string[] FileNames = ["libmujoco.so.2.2.2", "libmujoco.so"];
    private static readonly Lazy<nint> Handle = new(Load);

    static MujocoNative() => NativeLibrary.SetDllImportResolver(
        Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? Handle.Value : 0);

    /// <summary>Loads the library and checks its version, so that a missing one is reported in words.</summary>
    /// <exception cref="UserErrorException">Not installed, or another version.</exception>
    public static void EnsureLoaded()
    {
        _ = Handle.Value;
        int version = mj_version();
        if (version != MujocoLayout.SupportedVersion)
        {
            throw new UserErrorException(
                $"MuJoCo library: found version {version}, need {MujocoLayout.SupportedVersion} (2.2.2). Install it with: apt-get install libmujoco2.2.2");
        }
    }

    private static nint Load()
    {
        foreach (string file in FileNames)
        {
            if (NativeLibrary.TryLoad(file, out nint handle))
            {
                *(nint*)NativeLibrary.GetExport(handle, "mju_user_error") =
                    (nint)(delegate* unmanaged[Cdecl]<byte*, void>)&OnError;
                *(nint*)NativeLibrary.GetExport(handle, "mju_user_warning") =
                    (nint)(delegate* unmanaged[Cdecl]<byte*, void>)&OnWarning;
                ConvexPairs.Install(handle);
                return handle;
            }
        }
        throw new UserErrorException(
            "MuJoCo library: libmujoco.so.2.2.2 was not found. Install it with: apt-get install libmujoco2.2.2");
    }

    /// <summary>
    /// MuJoCo's errors are not recoverable (its own default is to exit), and no exception may cross its C frames: so the process ends
    /// here, but with the text and a stack trace.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(byte* message) =>
        Environment.FailFast("MuJoCo error: " + Marshal.PtrToStringUTF8((nint)message));

    /// <summary>Warnings are counted per world by MuJoCo itself; <see cref="MujocoWorld"/> reads the counters after each step.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnWarning(byte* message)
    {
    }

    /// <summary>Compiles an MJCF document. Throws <see cref="ArgumentException"/> with MuJoCo's text when it cannot.</summary>
    public static byte* LoadModel(string mjcf)
    {
        const int errorBytes = 1000;
        byte[] text = Encoding.UTF8.GetBytes(mjcf);
        byte* files = (byte*)NativeMemory.AllocZeroed(MujocoLayout.VfsBytes);
        byte* error = stackalloc byte[errorBytes];
        error[0] = 0;
        mj_defaultVFS(files);
        try
        {
            mj_makeEmptyFileVFS(files, "scene.xml", text.Length);
            text.CopyTo(new Span<byte>(*(byte**)(files + MujocoLayout.VfsFileData), text.Length));
            byte* model = mj_loadXML("scene.xml", files, error, errorBytes);
            if (model == null)
            {
                throw new ArgumentException("MuJoCo cannot build the scene: " + Marshal.PtrToStringUTF8((nint)error));
            }
            return model;
        }
        finally
        {
            mj_deleteVFS(files);
            NativeMemory.Free(files);
        }
    }

    [LibraryImport(Library)]
    private static partial int mj_version();

    [LibraryImport(Library)]
    private static partial void mj_defaultVFS(byte* vfs);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mj_makeEmptyFileVFS(byte* vfs, string fileName, int bytes);

    [LibraryImport(Library)]
    private static partial void mj_deleteVFS(byte* vfs);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* mj_loadXML(string fileName, byte* vfs, byte* error, int errorBytes);

    [LibraryImport(Library)]
    public static partial byte* mj_makeData(byte* model);

    [LibraryImport(Library)]
    public static partial void mj_deleteData(byte* data);

    [LibraryImport(Library)]
    public static partial void mj_deleteModel(byte* model);

    [LibraryImport(Library)]
    public static partial void mj_step(byte* model, byte* data);

    [LibraryImport(Library)]
    public static partial void mj_forward(byte* model, byte* data);

    [LibraryImport(Library)]
    public static partial void mj_kinematics(byte* model, byte* data);

    [LibraryImport(Library)]
    public static partial void mj_rnePostConstraint(byte* model, byte* data);

    [LibraryImport(Library)]
    public static partial void mj_contactForce(byte* model, byte* data, int contact, double* wrench);

    [LibraryImport(Library)]
    public static partial void mj_objectVelocity(byte* model, byte* data, int objectType, int id, double* velocity, int local);

    [LibraryImport(Library)]
    public static partial double mj_ray(
        byte* model, byte* data, double* point, double* direction, byte* groups, byte includeStatic, int excludedBody, int* geom);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mj_name2id(byte* model, int objectType, string name);

    [LibraryImport(Library)]
    public static partial byte* mj_id2name(byte* model, int objectType, int id);
}
