using System.Runtime.ExceptionServices;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>
/// A batch bound to a planner graph, in as many parts as threads. Samples do not depend on one another, so each part is a run of its own
/// on one thread: no thread ever waits for another within the graph, which made it faster than threads within each operation.
/// </summary>
internal sealed class RolloutBinding : IDisposable
{
    private const int SmallestPart = 32;

    private readonly Part[] _parts;

    public RolloutBinding(WorldModel model, CompiledGraph planner, RolloutBatch batch, int threads)
    {
        Model = model;
        HashSet<string> used = [.. planner.InputNames];
        int parts = Math.Clamp(batch.Samples / SmallestPart, 1, threads);
        _parts = [.. Enumerable.Range(0, parts).Select(i =>
        {
            int first = i * batch.Samples / parts, count = (i + 1) * batch.Samples / parts - first;
            return new Part(planner.Bind(
                [.. batch.SharedInputs().Where(input => used.Contains(input.Name)), batch.ActionsOf(first, count)],
                batch.OutputsOf(first, count)));
        })];
    }

    public WorldModel Model { get; }

    public void Run()
    {
        for (int i = 1; i < _parts.Length; i++)
        {
            _parts[i].Start();
        }
        _parts[0].Execute();
        foreach (Part part in _parts.AsSpan(1))
        {
            part.Wait();
        }
        foreach (Part part in _parts)
        {
            part.ThrowIfFailed();
        }
    }

    public void Dispose()
    {
        foreach (Part part in _parts)
        {
            part.Dispose();
        }
    }

    private sealed class Part(GraphBinding binding) : IThreadPoolWorkItem, IDisposable
    {
        private readonly ManualResetEventSlim _done = new();
        private ExceptionDispatchInfo? _failure;

        public void Start()
        {
            _done.Reset();
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute()
        {
            _failure = null;
            try
            {
                binding.Run();
            }
            catch (Exception error)
            {
                _failure = ExceptionDispatchInfo.Capture(error);
            }
            _done.Set();
        }

        public void Wait() => _done.Wait();

        public void ThrowIfFailed() => _failure?.Throw();

        public void Dispose()
        {
            binding.Dispose();
            _done.Dispose();
        }
    }
}
