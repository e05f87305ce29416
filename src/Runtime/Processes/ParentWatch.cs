using System.Runtime.InteropServices;

namespace RoboticsStack.Runtime.Processes;

/// <summary>
/// The child's side of <see cref="StackProcess"/>: cancels when the parent's pipe closes and on SIGTERM. Ctrl-C reaches a whole terminal's processes
/// at once; with a parent it is the parent's to act on, without one it cancels.
/// </summary>
public sealed class ParentWatch : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<IDisposable> _registrations = [];
    private readonly TimeSpan _linger;

    /// <param name="watchInput">False when the program was started by a person, whose terminal is no pipe to watch.</param>
    /// <param name="linger">How long to go on after the parent has gone: a simulated world does not end with it.</param>
    public ParentWatch(bool watchInput, TimeSpan linger = default)
    {
        _linger = linger;
        Register(PosixSignal.SIGTERM, _source.Cancel);
        Register(PosixSignal.SIGINT, watchInput ? () => { } : _source.Cancel);
        if (watchInput)
        {
            Thread watcher = new(WaitForEndOfInput) { IsBackground = true, Name = "parent watch" };
            watcher.Start();
        }
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (IDisposable registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Register(PosixSignal signal, Action act) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    }));

    private void WaitForEndOfInput()
    {
        try
        {
            using Stream input = Console.OpenStandardInput();
            Span<byte> buffer = stackalloc byte[64];
            while (input.Read(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A broken pipe says the same as its end: the parent is gone.
        }
        _source.Token.WaitHandle.WaitOne(_linger);
        _source.Cancel();
    }
}
