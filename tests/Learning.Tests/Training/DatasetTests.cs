using RoboticsStack.Core;
using RoboticsStack.Learning.Tests.Toy;
using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;
using RoboticsStack.Training;

namespace RoboticsStack.Learning.Tests.Training;

public sealed class DatasetTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("dataset").FullName;

    private string FilePath => Path.Combine(_directory, "episodes.data");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_is_written_is_read_and_appended_to()
    {
        Dataset toy = ToyWorld.Record(3, 7, 1);
        using (DatasetWriter writer = new(FilePath))
        {
            writer.Append(toy.Episodes[0]);
            writer.Append(toy.Episodes[1]);
        }
        string before = DatasetReader.Read(FilePath).Sha256;
        using (DatasetWriter writer = new(FilePath, append: true))
        {
            writer.Append(toy.Episodes[2]);
        }
        Dataset read = DatasetReader.Read(FilePath);
        Assert.Equal(21, read.Frames);
        Assert.NotEqual(before, read.Sha256);
        float[] expected = new float[ObservationLayout.Size], actual = new float[ObservationLayout.Size];
        float[] expectedLabels = new float[ProbeLayout.Size], actualLabels = new float[ProbeLayout.Size];
        float[] expectedAction = new float[ActionScale.Size], actualAction = new float[ActionScale.Size];
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(toy.Episodes[i].Seed, read.Episodes[i].Seed);
            for (int t = 0; t < 7; t++)
            {
                toy.Episodes[i].CopyObservation(t, expected);
                read.Episodes[i].CopyObservation(t, actual);
                toy.Episodes[i].CopyLabels(t, expectedLabels);
                read.Episodes[i].CopyLabels(t, actualLabels);
                toy.Episodes[i].CopyAction(t, expectedAction);
                read.Episodes[i].CopyAction(t, actualAction);
                Assert.Equal(expected, actual);
                Assert.Equal(expectedLabels, actualLabels);
                Assert.Equal(expectedAction, actualAction);
            }
        }
    }

    [Fact]
    public void A_file_that_was_cut_off_or_altered_is_refused()
    {
        using (DatasetWriter writer = new(FilePath))
        {
            writer.Append(ToyWorld.Record(1, 5, 2).Episodes[0]);
        }
        byte[] good = File.ReadAllBytes(FilePath);
        foreach (int length in new[] { good.Length - 1, good.Length - 16, good.Length - 30, 60, 40, 10, 0 })
        {
            File.WriteAllBytes(FilePath, good[..length]);
            Assert.Contains("cut off", Assert.Throws<UserErrorException>(() => DatasetReader.Read(FilePath)).Message);
            Assert.Contains("cut off", Assert.Throws<UserErrorException>(() => new DatasetWriter(FilePath, append: true)).Message);
        }
        good[1000] ^= 1;
        File.WriteAllBytes(FilePath, good);
        Assert.Contains("damaged at episode 0", Assert.Throws<UserErrorException>(() => DatasetReader.Read(FilePath)).Message);
        good[0] ^= 1;
        File.WriteAllBytes(FilePath, good);
        Assert.Contains("no data set", Assert.Throws<UserErrorException>(() => DatasetReader.Read(FilePath)).Message);
        Assert.Contains("Cannot read", Assert.Throws<UserErrorException>(() => DatasetReader.Read(FilePath + "x")).Message);
    }

    [Fact]
    public void Frames_that_are_not_finite_are_refused_and_unknown_labels_are_not()
    {
        Episode episode = new(1);
        float[] observation = new float[ObservationLayout.Size], forces = new float[StepForces.Size], labels = new float[ProbeLayout.Size], action = new float[ActionScale.Size];
        labels[3] = float.NaN;
        episode.Add(observation, forces, labels, action, 1);
        observation[7] = float.NaN;
        Assert.Throws<ArgumentException>(() => episode.Add(observation, forces, labels, action, 1));
        Assert.Equal(1, episode.Length);
    }

    [Fact]
    public void Splitting_keeps_the_episodes_of_a_scene_together()
    {
        Dataset toy = ToyWorld.Record(10, 2, 3);
        Dataset twice = Dataset.Join(toy, toy);
        (Dataset training, Dataset heldOut) = twice.Split(5);
        Assert.Equal(16, training.Episodes.Count);
        Assert.Equal(4, heldOut.Episodes.Count);
        Assert.Empty(training.Episodes.Select(episode => episode.Seed).Intersect(heldOut.Episodes.Select(episode => episode.Seed)));
    }
}
