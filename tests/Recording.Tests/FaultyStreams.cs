namespace RoboticsStack.Recording.Tests;

/// <summary>A disk that is full after so many bytes; keeps what fitted, the torn end included.</summary>
internal sealed class FullDisk(int bytes) : MemoryStream
{
    /// <summary>As the system says it.</summary>
    public const string Complaint = "No space left on device";

    public bool WasClosed { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int fits = Math.Min(buffer.Length, bytes - (int)Length);
        base.Write(buffer[..fits]);
        if (fits < buffer.Length)
        {
            throw new IOException(Complaint);
        }
    }

    protected override void Dispose(bool disposing) => WasClosed = true;
}

/// <summary>A disk that takes nothing until it is let go.</summary>
internal sealed class StuckDisk : MemoryStream
{
    private readonly ManualResetEventSlim _free = new();

    public void Free() => _free.Set();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _free.Wait();
        base.Write(buffer);
    }

    protected override void Dispose(bool disposing)
    {
    }
}
