using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;

namespace RoboticsStack.Learning.Tests.Models;

public sealed class SensorDecoderTests : IDisposable
{
    private static readonly SegmentStatistics Depth = new([0.4f], [0.3f]);
    private readonly UntrainedModel _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Pictures_come_out_in_their_units_and_the_model_stays_what_it_was()
    {
        string hash = Hash();
        Write(hash);
        using WorldModel model = WorldModel.Load(_files.Path);
        Assert.Equal(hash, model.ModelHash);
        using SensorDecoder decoder = SensorDecoder.Load(SensorDecoder.DirectoryOf(_files.Path), model);
        const ulong Seed = 4;
        RandomStream random = new(Seed);
        float[] latent = [.. Enumerable.Range(0, model.LatentSize).Select(_ => (float)random.Gaussian(0, 2))];
        float[] sensors = decoder.Decode(latent).ToArray();
        Assert.All(SensorLayout.Depth.Of(sensors).ToArray(), metres => Assert.InRange(metres, 0, 1));
        Assert.All(SensorLayout.Mask.Of(sensors).ToArray(), share => Assert.InRange(share, 0, 1));
        Assert.All(SensorLayout.Tactile.Of(sensors).ToArray(), newtons => Assert.InRange(newtons, 0, float.MaxValue));
        Assert.True(sensors.Distinct().Count() > 100);
    }

    [Fact]
    public void A_row_of_latents_gives_what_each_gives_alone()
    {
        Write(Hash());
        using WorldModel model = WorldModel.Load(_files.Path);
        using SensorDecoder one = SensorDecoder.Load(SensorDecoder.DirectoryOf(_files.Path), model), two = SensorDecoder.Load(SensorDecoder.DirectoryOf(_files.Path), model, rows: 2);
        float[] latents = [.. Enumerable.Range(0, 2 * model.LatentSize).Select(i => MathF.Sin(i))];
        float[] both = two.Decode(latents).ToArray(), second = one.Decode(latents.AsSpan(model.LatentSize)).ToArray();
        Assert.All(second.Zip(both[SensorLayout.Size..]), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * (1 + Math.Abs(pair.First))));
    }

    [Fact]
    public void A_decoder_of_another_model_is_refused()
    {
        Write("0123456789abcdef");
        using WorldModel model = WorldModel.Load(_files.Path);
        string message = Assert.Throws<UserErrorException>(() => SensorDecoder.Load(SensorDecoder.DirectoryOf(_files.Path), model)).Message;
        Assert.Contains("0123456789ab", message);
        Assert.Contains(model.ModelHash[..12], message);
        Assert.Contains("train --decoder", message);
    }

    [Theory]
    [InlineData("decoder.onnx")]
    [InlineData("manifest.json")]
    public void A_damaged_or_missing_file_is_refused(string name)
    {
        Write(Hash());
        using WorldModel model = WorldModel.Load(_files.Path);
        string file = Path.Combine(SensorDecoder.DirectoryOf(_files.Path), name);
        byte[] content = File.ReadAllBytes(file);
        File.WriteAllBytes(file, content[..^9]);
        Assert.Contains("train --decoder", Assert.Throws<UserErrorException>(() => SensorDecoder.Load(SensorDecoder.DirectoryOf(_files.Path), model)).Message);
        File.Delete(file);
        Assert.Contains(name, Assert.Throws<UserErrorException>(() => SensorDecoder.Load(SensorDecoder.DirectoryOf(_files.Path), model)).Message);
    }

    [Fact]
    public void Anchored_to_the_last_real_picture_only_the_change_is_decoded()
    {
        float[] measured = [.. Enumerable.Range(0, SensorLayout.Depth.Length).Select(i => i % 7 * 0.1f)], decoded = new float[SensorLayout.Depth.Length];
        Assert.Equal(measured, SensorDecoder.Anchored(decoded, decoded, measured, SensorLayout.Depth));
        float[] later = [.. decoded.Select(_ => 0.25f)];
        float[] anchored = SensorDecoder.Anchored(later, decoded, measured, SensorLayout.Depth);
        Assert.Equal(0.35f, anchored[1], 1e-6f);
        Assert.Equal(0.85f, anchored[6], 1e-6f);
        Assert.Equal(1, SensorDecoder.Anchored([.. later.Select(_ => 0.9f)], decoded, measured, SensorLayout.Depth)[6]);
    }

    private string Hash()
    {
        using WorldModel model = WorldModel.Load(_files.Path);
        return model.ModelHash;
    }

    private void Write(string modelHash)
    {
        ParameterSet parameters = new();
        int latentSize = UntrainedModel.Architecture.LatentSize;
        new SensorDecoderNetwork(Depth, 3).Raw(new Graph(parameters).Input("latent", [2, latentSize]));
        SensorDecoder.Write(SensorDecoder.DirectoryOf(_files.Path), parameters, Depth, latentSize, modelHash, new([0.1, 0.2], [1, 2]), new()
        {
            Dataset = "none", DatasetSha256 = "", Episodes = 0, Frames = 0, Seed = 3, Steps = 0, WallSeconds = 0, FinalLoss = 0,
        });
    }
}
