using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

internal static class WalkBlocks
{
    /// <summary>The actions from <paramref name="first"/> on, as many as <paramref name="block"/> holds, x and y by turns, px.</summary>
    public static void WriteBlock(this Walk walk, int first, Span<float> block)
    {
        for (int i = 0; i < block.Length / TwoRoomNetwork.ActionSize; i++)
        {
            (block[2 * i], block[2 * i + 1]) = ((float)walk.Actions[first + i].X, (float)walk.Actions[first + i].Y);
        }
    }
}
