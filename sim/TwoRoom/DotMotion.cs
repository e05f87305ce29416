using RoboticsStack.Core.Randomness;

namespace RoboticsStack.TwoRoom;

/// <summary>How the dot moves: straight by its action, unless a wall is in the way.</summary>
public static class DotMotion
{
    /// <summary>
    /// Where a step ends. A dot that meets a wall comes to rest beside it, at the place of contact plus noise (<see cref="TwoRoomRules.BounceDeviation"/>) along the wall and off it.
    /// It never ends in a wall or behind one.
    /// </summary>
    public static DotPosition Step(RoomLayout layout, DotPosition from, DotPosition action, RandomStream random)
    {
        DotPosition to = from + Shortened(action);
        if (WallContact.First(layout, from, to) is not { } contact)
        {
            return to;
        }
        double off = Math.Max(TwoRoomRules.BounceClearance, Math.Abs(random.Gaussian(0, TwoRoomRules.BounceDeviation)));
        DotPosition along = new DotPosition(contact.Normal.Y, contact.Normal.X) * random.Gaussian(0, TwoRoomRules.BounceDeviation);
        DotPosition beside = contact.At + contact.Normal * TwoRoomRules.BounceClearance;
        foreach (DotPosition rest in (ReadOnlySpan<DotPosition>)[contact.At + contact.Normal * off + along, contact.At + contact.Normal * off, beside])
        {
            if (layout.IsFree(rest) && (rest == beside || layout.IsFree(beside) && WallContact.First(layout, beside, rest) is null))
            {
                return rest;
            }
        }
        return from;
    }

    /// <summary>The action, no longer than <see cref="TwoRoomRules.MaxStep"/>.</summary>
    public static DotPosition Shortened(DotPosition action) => action.Length <= TwoRoomRules.MaxStep ? action : action * (TwoRoomRules.MaxStep / action.Length);
}
