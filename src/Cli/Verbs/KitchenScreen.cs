using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Kitchens.Plans;
using Spectre.Console;

namespace RoboticsStack.Cli.Verbs;

/// <summary>A kitchen on one screen of text.</summary>
internal static class KitchenScreen
{
    public static void Print(Kitchen kitchen)
    {
        PlanRect room = kitchen.Bounds;
        Line($"Kitchen {kitchen.Seed}: {kitchen.LayoutName}, {room.SizeX:F1} x {room.SizeY:F1} m, {kitchen.Plan.Items.Count} pieces of furniture, {kitchen.Clutter.Count} of clutter");
        Line($"Robot starts at ({kitchen.RobotStart.X:F2}, {kitchen.RobotStart.Y:F2}), heading {kitchen.RobotStart.YawRad * 180 / Math.PI:F0} degrees");
        Table things = new Table().Border(TableBorder.Rounded).AddColumns("thing", "kind", "on", "x (m)", "y (m)", "z (m)", "remarks");
        MachinePlacement machine = kitchen.Machine;
        things.AddRow("coffee machine", machine.Spec.Id, machine.Counter, F(machine.Pose.Position.X), F(machine.Pose.Position.Y), F(machine.Pose.Position.Z),
            FormattableString.Invariant($"button {machine.Spec.ButtonRadiusM * 2000:F0} mm wide"));
        foreach (MugPlacement mug in kitchen.Mugs)
        {
            MugSpec spec = mug.Spec;
            things.AddRow(mug.Name, spec.Id, mug.Surface, F(mug.Pose.Position.X), F(mug.Pose.Position.Y), F(mug.Pose.Position.Z),
                FormattableString.Invariant($"{spec.MassKg * 1000:F0} g, {mug.EdgeDistanceM * 100:F0} cm from the edge"));
        }
        PlanItem table = kitchen.DiningTable;
        things.AddRow("dining table", "", "floor", F((table.Rect.MinX + table.Rect.MaxX) / 2), F((table.Rect.MinY + table.Rect.MaxY) / 2), F(table.HeightM),
            FormattableString.Invariant($"{table.Rect.SizeX:F2} x {table.Rect.SizeY:F2} m"));
        Terminal.Out.Write(things);
        Line($"Counters: {string.Join(", ", kitchen.Plan.Counters.Select(c => FormattableString.Invariant($"{c.Name} {c.HeightM:F2} m")))}");
        Line($"Clutter: {string.Join(", ", kitchen.Clutter.GroupBy(c => c.Kind.Id).Select(g => g.Count() > 1 ? $"{g.Count()} {g.Key}" : g.Key))}");
    }

    private static void Line(FormattableString text) => Terminal.Out.WriteLine(FormattableString.Invariant(text));

    private static string F(double metres) => FormattableString.Invariant($"{metres:F2}");
}
