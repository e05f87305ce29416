using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Liquid;
using RoboticsStack.Plant.Machine;
using RoboticsStack.Plant.People;

namespace RoboticsStack.Plant.Judge;

/// <summary>
/// Decides from the truth whether coffee was served: a mug upright on the dining table with at least <see cref="ServedMl"/> in it and the gripper
/// at least <see cref="ClearM"/> away, within the time allowed. Notes when each stage on the way was reached.
/// </summary>
public sealed class CoffeeJudge
{
    public const double ServedMl = 100;
    public const double ClearM = 0.15;
    public const double TimeAllowedSec = 480;

    private const double UprightRad = 0.20;
    private const double OnTableM = 0.02;
    private const double UnderSpoutM = 0.04;
    private const double LiftedM = 0.03;

    private readonly PlanItem _table;
    private readonly KitchenLiquids _liquids;
    private readonly CoffeeMachine _machine;
    private readonly HazardMonitor _hazards;
    private readonly PeopleSimulation _people;
    private readonly double[] _startHeights;
    private readonly (string Name, Timestamp? At)[] _stages =
        [("grasped", null), ("under spout", null), ("pressed", null), ("brewed", null), ("retrieved", null), ("served", null)];

    public CoffeeJudge(Kitchen kitchen, KitchenLiquids liquids, CoffeeMachine machine, HazardMonitor hazards, PeopleSimulation people)
    {
        (_table, _liquids, _machine, _hazards, _people) = (kitchen.DiningTable, liquids, machine, hazards, people);
        _startHeights = [.. kitchen.Mugs.Select(mug => mug.Pose.Position.Z)];
    }

    public bool IsServed => _stages[^1].At is not null;

    /// <summary>Coffee in the fullest mug on the table, ml.</summary>
    public double MlOnTable { get; private set; }

    /// <param name="now">Time since the run began.</param>
    /// <param name="gripperInWorld">The gripper's origin.</param>
    /// <param name="isPadTouching">Both pads touch something.</param>
    public void Step(Timestamp now, Vec3 gripperInWorld, bool isPadTouching)
    {
        MlOnTable = 0;
        for (int i = 0; i < _liquids.Mugs.Count; i++)
        {
            MugLiquid mug = _liquids.Mugs[i];
            Vec3 position = mug.Pose.Position;
            bool inHand = isPadTouching && position.DistanceTo(gripperInWorld) < 0.15;
            bool upright = mug.TiltRad < UprightRad;
            Reach(0, inHand && position.Z > _startHeights[i] + LiftedM, now);
            bool underSpout = upright && (position - _machine.MugPlaceInWorld).HorizontalLength < UnderSpoutM
                && Math.Abs(position.Z - _machine.MugPlaceInWorld.Z) < 0.015;
            Reach(1, underSpout && gripperInWorld.DistanceTo(position) > 0.12, now);
            Reach(3, underSpout && _machine.State == MachineState.Finished && mug.FillMl >= ServedMl, now);
            Reach(4, inHand && mug.FillMl >= ServedMl && (position - _machine.MugPlaceInWorld).HorizontalLength > 0.20, now);
            if (upright && IsOnTable(position))
            {
                MlOnTable = Math.Max(MlOnTable, mug.FillMl);
                bool served = mug.FillMl >= ServedMl && position.DistanceTo(gripperInWorld) >= ClearM;
                Reach(5, served && now.Seconds <= TimeAllowedSec, now);
            }
        }
        Reach(2, _machine.FirstBrewAt is not null, now);
    }

    /// <summary>Coffee was served and still stands there.</summary>
    public bool IsSuccess => IsServed && MlOnTable >= ServedMl;

    public PlantScore Score()
    {
        PlantScore score = new()
        {
            Success = IsSuccess,
            Failure = Failure(),
            SpilledMl = _liquids.SpilledMl,
            ServedMl = MlOnTable,
            ObjectsDropped = (uint)_hazards.Dropped,
            ObjectsToppled = (uint)_hazards.Toppled,
            PeakContactN = _hazards.PeakContactN,
            People = (uint)_people.Count,
            SmallestSeparationM = _people.SmallestSeparationM,
            PeakPersonForceN = _people.PeakForceN,
            PersonForceShare = _people.WorstShare,
        };
        foreach ((string name, Timestamp? at) in _stages)
        {
            score.Stages.Add(new StageResult { Name = name, Success = at is not null, SimSeconds = at?.Seconds ?? 0 });
        }
        return score;
    }

    private string Failure()
    {
        if (IsSuccess)
        {
            return "";
        }
        foreach ((string name, Timestamp? at) in _stages)
        {
            if (at is null)
            {
                return $"never got to: {name}";
            }
        }
        return "served, but not left standing";
    }

    private bool IsOnTable(Vec3 position)
    {
        PlanRect top = _table.Rect;
        return position.X >= top.MinX && position.X <= top.MaxX && position.Y >= top.MinY && position.Y <= top.MaxY
            && Math.Abs(position.Z - _table.HeightM) < OnTableM;
    }

    private void Reach(int stage, bool reached, Timestamp now)
    {
        if (reached && _stages[stage].At is null)
        {
            _stages[stage].At = now;
        }
    }
}
