using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Safety.People;

namespace RoboticsStack.Runtime.Gate;

/// <summary>From the message to the gate's fixed storage, number by number, so that a replay gives the gate what the run gave it.</summary>
internal static class PeopleConversion
{
    public static void CopyTo(this PeopleEstimate message, PeopleView view)
    {
        view.Clear();
        view.Sequence = message.Sequence;
        view.Newest = new(message.NewestNs);
        foreach (PersonEstimate person in message.People)
        {
            PersonState state = new()
            {
                X = person.XM,
                Y = person.YM,
                VxMPerSec = person.VxMPerSec,
                VyMPerSec = person.VyMPerSec,
                SigmaM = person.SigmaM,
                Seen = new(person.SeenNs),
                HandCount = Math.Min(person.Hands.Count, 2),
            };
            state.FirstHand = person.Hands.Count > 0 ? ToHand(person.Hands[0]) : default;
            state.SecondHand = person.Hands.Count > 1 ? ToHand(person.Hands[1]) : default;
            view.TryAdd(state);
        }
    }

    private static HandState ToHand(HandEstimate hand)
    {
        Vector3 p = hand.Position ?? new();
        return new(new Vec3(p.X, p.Y, p.Z), new Timestamp(hand.SeenNs));
    }
}
