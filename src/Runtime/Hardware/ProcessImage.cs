using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using RoboticsStack.Core;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Hardware;

/// <summary>
/// Memory that a gate's process and the simulated robot's process share, as a gate and a field bus master share a process image: the newest
/// measurement one way, the newest setpoint the other, and a ring of sensor messages. Neither side ever waits for the other.
/// </summary>
/// <remarks>
/// Each value stands behind a version that is odd while it is being written. A writer that dies half-way leaves it odd for good: the reader then keeps
/// what it had, which grows old, and that is what stops the robot.
/// </remarks>
internal sealed unsafe class ProcessImage : IDisposable
{
    /// <summary>For all sensors of a second, several times over.</summary>
    private const int RingBytes = 8 << 20;
    private const long Ready = 0x524F424F54_0001;
    private const int ReadAttempts = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(2);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Layout* _shared;

    private ProcessImage(string path, FileMode mode)
    {
        Path = path;
        long size = sizeof(Layout) + RingBytes;
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        FileStream stream = new(path, options);
        if (mode == FileMode.CreateNew)
        {
            stream.SetLength(size);
        }
        _file = MemoryMappedFile.CreateFromFile(stream, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, size);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _shared = (Layout*)start;
        Messages = new MessageRing(start + sizeof(Layout), RingBytes);
    }

    public string Path { get; }

    /// <summary>Sensor messages on their way to the bus.</summary>
    public MessageRing Messages { get; }

    /// <summary>A new one, in memory; its owner deletes the file.</summary>
    public static ProcessImage Create()
    {
        string directory = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();
        return new(System.IO.Path.Combine(directory, $"robot-image-{Guid.NewGuid():N}"), FileMode.CreateNew);
    }

    /// <exception cref="UserErrorException">There is none.</exception>
    public static ProcessImage Open(string path)
    {
        try
        {
            return new(path, FileMode.Open);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The process image '{path}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>The robot's side stands, its time zero at this instant of the kernel's monotonic clock.</summary>
    public void Announce(long zeroNanoseconds)
    {
        _shared->ZeroNs = zeroNanoseconds;
        Volatile.Write(ref _shared->Ready, Ready);
    }

    /// <summary>The robot's time zero; null if it did not come up in time.</summary>
    public long? WaitForRobot(TimeSpan patience, Func<bool> isOver)
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < patience && !isOver(); waited += LookEvery)
        {
            if (Volatile.Read(ref _shared->Ready) == Ready)
            {
                return _shared->ZeroNs;
            }
            Thread.Sleep(LookEvery);
        }
        return null;
    }

    public void WriteMeasurement(in RobotMeasurement measurement) => Write(ref _shared->MeasurementVersion, ref _shared->Measurement, measurement);

    /// <summary>False if there is none that is whole.</summary>
    public bool TryReadMeasurement(ref RobotMeasurement measurement) => TryRead(ref _shared->MeasurementVersion, ref _shared->Measurement, ref measurement, out _);

    public void WriteCommand(in DriveCommand command) => Write(ref _shared->CommandVersion, ref _shared->Command, command);

    /// <param name="version">Changes with every command.</param>
    /// <param name="command">Filled in.</param>
    public bool TryReadCommand(ref DriveCommand command, out long version) => TryRead(ref _shared->CommandVersion, ref _shared->Command, ref command, out version);

    /// <summary>The instant of the kernel's monotonic clock at which arm or lift of the simulated robot last truly moved, for whoever judges a stop; 0: never.</summary>
    public long LastArmMotionNs
    {
        get => Volatile.Read(ref _shared->LastArmMotionNs);
        set => Volatile.Write(ref _shared->LastArmMotionNs, value);
    }

    /// <summary>The same of its base.</summary>
    public long LastBaseMotionNs
    {
        get => Volatile.Read(ref _shared->LastBaseMotionNs);
        set => Volatile.Write(ref _shared->LastBaseMotionNs, value);
    }

    /// <summary>How far the robot's side has come, the same clock: shows that its world goes on.</summary>
    public long SteppedToNs
    {
        get => Volatile.Read(ref _shared->SteppedToNs);
        set => Volatile.Write(ref _shared->SteppedToNs, value);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        // Closed first, or the view would be flushed to its file, which locked memory refuses.
        _view.SafeMemoryMappedViewHandle.Dispose();
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>Once both sides have opened it, nobody needs its name any more.</summary>
    public void Delete() => File.Delete(Path);

    private static void Write<T>(ref long version, ref T place, in T value)
        where T : unmanaged
    {
        long before = version & ~1L;
        Volatile.Write(ref version, before + 1);
        Interlocked.MemoryBarrier();
        place = value;
        Interlocked.MemoryBarrier();
        Volatile.Write(ref version, before + 2);
    }

    private static bool TryRead<T>(ref long version, ref T place, ref T value, out long seen)
        where T : unmanaged
    {
        for (int attempt = 0; attempt < ReadAttempts; attempt++)
        {
            seen = Volatile.Read(ref version);
            Interlocked.MemoryBarrier();
            T copy = place;
            Interlocked.MemoryBarrier();
            if (seen != 0 && (seen & 1) == 0 && Volatile.Read(ref version) == seen)
            {
                value = copy;
                return true;
            }
        }
        seen = 0;
        return false;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Layout
    {
        public long Ready;
        public long ZeroNs;
        public long LastArmMotionNs;
        public long LastBaseMotionNs;
        public long SteppedToNs;
        public long MeasurementVersion;
        public RobotMeasurement Measurement;
        public long CommandVersion;
        public DriveCommand Command;
        private long _pad;
    }
}

/// <summary>What goes to the drives.</summary>
internal struct DriveCommand
{
    public RobotSetpoint Setpoint;
    public int IsPowered;
}
