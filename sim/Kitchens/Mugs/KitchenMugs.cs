namespace RoboticsStack.Kitchens.Mugs;

/// <summary>Changes the mugs of a kitchen, for trials in which the world is not as the robot has learned it.</summary>
public static class KitchenMugs
{
    /// <summary>The same kitchen with every mug as <paramref name="change"/> makes it. It may leave the range that generated mugs keep to.</summary>
    public static Kitchen WithMugs(this Kitchen kitchen, Func<MugSpec, MugSpec> change)
    {
        Dictionary<string, MugPlacement> mugs = kitchen.Mugs.Select(mug => mug with { Spec = change(mug.Spec) }).ToDictionary(mug => mug.Name);
        return kitchen with
        {
            Mugs = [.. kitchen.Mugs.Select(mug => mugs[mug.Name])],
            Bodies = [.. kitchen.Bodies.Select(body => mugs.TryGetValue(body.Name, out MugPlacement? mug) ? MugBody.Describe(mug.Spec, mug.Name, mug.Pose) : body)],
        };
    }
}
