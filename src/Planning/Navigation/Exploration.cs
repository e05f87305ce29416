using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

/// <summary>Drives from viewpoint to viewpoint. The caller stops when the belief holds what it wants; it never ends by itself.</summary>
public sealed class Exploration(MapNavigator navigator, Explorer explorer)
{
    /// <summary>Ticks of standing and looking; the head camera gives a frame every second one.</summary>
    private const int LookTicks = 5;
    private const int TicksPerCheck = 5;

    private Viewpoint? _view;
    private int _looking;
    private int _ticks;

    public Viewpoint? View => _view;

    /// <summary>Viewpoints chosen so far.</summary>
    public int Chosen { get; private set; }

    /// <summary>Rounds begun after all in reach had been seen, each from nearer.</summary>
    public int ExtraRounds { get; private set; }

    public IReadOnlyList<BasePoint> Step(WorldBelief belief)
    {
        _ticks++;
        _looking = navigator.Status == MapNavigatorStatus.Arrived ? _looking + 1 : 0;
        bool hasLooked = _looking >= LookTicks;
        bool hasFailed = navigator.Status == MapNavigatorStatus.Unreachable;
        if (_view is not null && (hasLooked || hasFailed))
        {
            explorer.Visited(belief, _view);
            _view = null;
        }
        else if (_view is not null && _ticks % TicksPerCheck == 0 && explorer.IsSpent(belief, _view))
        {
            _view = null;
        }
        if (_view is null)
        {
            Choose(belief);
        }
        return navigator.Step(belief);
    }

    private void Choose(WorldBelief belief)
    {
        _view = explorer.Next(belief);
        if (_view is null)
        {
            explorer.LookCloser();
            ExtraRounds++;
            navigator.Stop();
            return;
        }
        Chosen++;
        _looking = 0;
        navigator.GoTo(_view.Base);
    }
}
