using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Recording.Mcap;
using Xunit.Abstractions;

namespace RoboticsStack.Recording.Tests;

/// <summary>What is left of a recording after power loss, a full disk or a bad sector.</summary>
public sealed class McapRecoveryTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("recovery-").FullName;

    private string Recording => Path.Combine(_directory, "run.mcap");
    private string Mended => Path.Combine(_directory, "mended.mcap");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_cut_at_any_byte_is_readable_up_to_its_last_whole_chunk()
    {
        RandomRecording made = Write(seed: 6, count: 60, chunkBytes: 600);
        long whole = new FileInfo(Recording).Length;
        HashSet<int> boundaries = [0, .. made.Chunks.Select(chunk => chunk.Messages), made.Rows.Count];
        Assert.True(boundaries.Count > 8);
        for (long length = whole - 1; length >= 8; length--)
        {
            Cut(length);
            using McapReader reader = new(Recording);
            List<string> got = [.. reader.ReadMessages().Select(RandomRecording.Row)];
            int atLeast = made.Chunks.LastOrDefault(chunk => chunk.Bytes <= length).Messages;
            Assert.True(reader.IsTruncated);
            Assert.Contains(got.Count, boundaries);
            Assert.True(got.Count >= atLeast, $"cut to {length}: {got.Count} messages where {atLeast} are whole");
            Assert.Equal(made.Rows.Take(got.Count), got);
        }
    }

    [Fact]
    public void A_mended_file_is_whole_again_and_holds_what_was_left()
    {
        const ulong seed = 12;
        output.WriteLine($"seed {seed}");
        RandomStream random = RandomStream.For(seed, "cuts");
        RandomRecording made = Write(seed, count: 2000, chunkBytes: 5000);
        byte[] whole = File.ReadAllBytes(Recording);
        for (int round = 0; round < 40; round++)
        {
            long length = 9 + random.Index(whole.Length - 9);
            File.WriteAllBytes(Recording, whole.AsSpan(0, (int)length));
            File.Delete(Mended);
            McapRecoveryResult result = McapRecovery.Recover(Recording, Mended);
            Assert.Equal(length, new FileInfo(Recording).Length);
            using McapReader reader = new(Mended);
            List<string> got = [.. reader.ReadMessages().Select(RandomRecording.Row)];
            Assert.False(reader.IsTruncated);
            Assert.Equal(made.Rows.Take(got.Count), got);
            Assert.Equal(result.Messages, got.Count);
            Assert.Equal(result.Attachments, reader.Attachments.Count);
            Assert.InRange(result.LostBytes, 0, Math.Min(length, 8000));
            if (round < 2)
            {
                ReferenceReader.Result reference = ReferenceReader.Read(Mended);
                Assert.True(reference.Complete);
                Assert.Equal(got, reference.Streamed);
                Assert.Equal(got.Order(StringComparer.Ordinal), reference.Indexed.Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public void Altered_bytes_are_noticed_and_cost_no_more_than_their_chunk()
    {
        const ulong seed = 13;
        output.WriteLine($"seed {seed}");
        RandomStream random = RandomStream.For(seed, "flips");
        RandomRecording made = Write(seed, count: 400, chunkBytes: 3000);
        byte[] whole = File.ReadAllBytes(Recording);
        int most = made.Chunks.Zip(made.Chunks.Skip(1), (a, b) => b.Messages - a.Messages).Append(made.Chunks[0].Messages).Max();
        for (int round = 0; round < 300; round++)
        {
            byte[] altered = [.. whole];
            int at = 8 + random.Index((int)made.DataBytes - 8);
            altered[at] ^= (byte)(1 << random.Index(8));
            File.WriteAllBytes(Recording, altered);
            Assert.True(IsFoundWanting(), $"nobody notices byte {at}");
            using McapReader tolerant = new(Recording, tolerant: true);
            List<string> got = [.. tolerant.ReadMessages().Select(RandomRecording.Row)];
            Assert.NotEmpty(tolerant.Damage);
            Assert.Equal(made.Rows.Where(got.ToHashSet().Contains), got);
            Assert.True(got.Count >= made.Rows.Count - 2 * most, $"byte {at}: {made.Rows.Count - got.Count} messages lost, a chunk holds {most}");
        }
    }

    [Fact]
    public void Zeros_where_data_were_promised_to_the_disk_are_an_end()
    {
        RandomRecording made = Write(seed: 14, count: 300, chunkBytes: 3000);
        byte[] bytes = File.ReadAllBytes(Recording);
        bytes.AsSpan((int)made.Chunks[3].Bytes).Clear();
        File.WriteAllBytes(Recording, bytes);
        McapRecoveryResult result = McapRecovery.Recover(Recording, Mended);
        Assert.Equal(made.Chunks[3].Messages, result.Messages);
        Assert.Equal(bytes.Length - made.Chunks[3].Bytes, result.LostBytes);
    }

    [Fact]
    public void A_file_that_lacks_only_its_summary_loses_nothing()
    {
        RandomRecording made = Write(seed: 15, count: 300, chunkBytes: 3000);
        const int dataEndBytes = 13;
        Cut(made.DataBytes + dataEndBytes + 20);
        McapRecoveryResult result = McapRecovery.Recover(Recording, Mended);
        Assert.Equal((made.Rows.Count, 0), (result.Messages, result.LostBytes));
        Assert.Equal(made.Rows, ReferenceReader.Read(Mended).Streamed);
    }

    [Fact]
    public void What_needs_no_mending_or_cannot_be_mended_is_left_alone()
    {
        Write(seed: 16, count: 100, chunkBytes: 3000);
        Assert.Null(McapRecovery.Recover(Recording, Mended).OutputPath);
        Assert.False(File.Exists(Mended));
        File.WriteAllText(Mended, "mine");
        Assert.Contains("exists already", Assert.Throws<UserErrorException>(() => McapRecovery.Recover(Recording, Mended)).Message);
        Assert.Equal("mine", File.ReadAllText(Mended));
        Cut(200);
        Assert.Contains("exists already", Assert.Throws<UserErrorException>(() => McapRecovery.Recover(Recording, Recording)).Message);
        Assert.Contains("cannot be written", Assert.Throws<UserErrorException>(() => McapRecovery.Recover(Recording, "/no/such/place.mcap")).Message);
        File.WriteAllText(Recording, "something else entirely");
        Assert.Contains("not an MCAP file", Assert.Throws<UserErrorException>(() => McapRecovery.Recover(Recording, Path.Combine(_directory, "new"))).Message);
        Assert.Contains("cannot be opened", Assert.Throws<UserErrorException>(() => McapRecovery.Recover(Recording + "2", Path.Combine(_directory, "new"))).Message);
    }

    private RandomRecording Write(ulong seed, int count, int chunkBytes) =>
        RandomRecording.Write(Recording, seed, count, new McapWriterOptions { ChunkBytes = chunkBytes });

    private void Cut(long length)
    {
        using FileStream file = new(Recording, FileMode.Open);
        file.SetLength(length);
    }

    /// <summary>Whether a strict reader tells that something is wrong.</summary>
    private bool IsFoundWanting()
    {
        using McapReader strict = new(Recording);
        try
        {
            _ = strict.ReadMessages().Count();
            return strict.IsTruncated;
        }
        catch (UserErrorException)
        {
            return true;
        }
    }
}
