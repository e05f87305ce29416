using RoboticsStack.IntuitivePhysics;
using RoboticsStack.Tests;

namespace RoboticsStack.Intuition.Tests;

/// <summary>The weights that are committed, on a few development pairs; the measured figures are robot physics-test's.</summary>
public sealed class CommittedModelTests
{
    [Fact]
    public void The_committed_model_is_more_often_surprised_by_the_impossible_than_by_the_possible_in_every_category()
    {
        using SurpriseModel model = SurpriseModel.Load(Path.Combine(RepositoryRoot.Path, "models/weights/intuition"));
        foreach (PhysicsCategory category in PairGenerator.Categories)
        {
            ClipPair[] pairs = [.. Pairs.Of(category)];
            double[] Surprise(IEnumerable<Clip> clips) => [.. model.Look([.. clips]).Select(looks => SurpriseScore.Of(looks, model.Manifest.Architecture))];
            double[] impossible = Surprise(pairs.Select(pair => pair.Impossible)), possible = Surprise(pairs.Select(pair => pair.Possible));
            int right = impossible.Zip(possible).Count(pair => pair.First > pair.Second);
            Assert.True(2 * right > pairs.Length, $"{category}: {right} of {pairs.Length}, seeds from {Pairs.FirstSeed}");
        }
    }
}
