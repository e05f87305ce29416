using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RoboticsStack.Core;
using RoboticsStack.Models;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Training;

/// <summary>Reads data set files.</summary>
public static class DatasetReader
{
    private const string Mend = "Generate it again with './robot train'.";

    /// <exception cref="UserErrorException">The file is missing, cut off, altered, or from another version.</exception>
    public static Dataset Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
            using BinaryReader reader = new(file);
            CheckHeader(reader, path);
            using IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            List<Episode> episodes = [];
            while (true)
            {
                uint tag = reader.ReadUInt32();
                if (tag == DatasetFormat.EndTag)
                {
                    Dataset dataset = new(Path.GetFileName(path), episodes, Convert.ToHexStringLower(whole.GetHashAndReset()));
                    return reader.ReadInt32() == episodes.Count && reader.ReadInt64() == dataset.Frames
                        ? dataset
                        : throw Damaged(path, episodes.Count);
                }
                if (tag != DatasetFormat.EpisodeTag)
                {
                    throw Damaged(path, episodes.Count);
                }
                episodes.Add(ReadEpisode(reader, path, episodes.Count, whole));
            }
        }
        catch (EndOfStreamException error)
        {
            throw new UserErrorException($"The data set {path} is cut off: its writer did not finish. {Mend}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Cannot read the data set {path}: {error.Message}", error);
        }
    }

    /// <summary>Episodes and frames a whole file states at its end.</summary>
    internal static (int Episodes, long Frames) ReadEnd(string path)
    {
        using FileStream file = File.OpenRead(path);
        using BinaryReader reader = new(file);
        if (file.Length < DatasetFormat.HeaderBytes + DatasetFormat.EndBytes)
        {
            throw new UserErrorException($"The data set {path} is cut off. {Mend}");
        }
        CheckHeader(reader, path);
        file.Seek(-DatasetFormat.EndBytes, SeekOrigin.End);
        return reader.ReadUInt32() == DatasetFormat.EndTag
            ? (reader.ReadInt32(), reader.ReadInt64())
            : throw new UserErrorException($"The data set {path} is cut off: its writer did not finish. {Mend}");
    }

    private static void CheckHeader(BinaryReader reader, string path)
    {
        bool fits = reader.ReadUInt64() == DatasetFormat.Magic;
        foreach (int value in DatasetFormat.Header)
        {
            fits &= reader.ReadInt32() == value;
        }
        if (!fits)
        {
            throw new UserErrorException($"{path} is no data set of this version. {Mend}");
        }
    }

    private static Episode ReadEpisode(BinaryReader reader, string path, int index, IncrementalHash whole)
    {
        int length = reader.ReadInt32();
        Episode episode = new(reader.ReadUInt64());
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (length < 1 || (long)length * DatasetFormat.FrameBytes + DatasetFormat.ChecksumBytes > left)
        {
            throw new EndOfStreamException();
        }
        byte[] frames = reader.ReadBytes(length * DatasetFormat.FrameBytes);
        byte[] hash = SHA256.HashData(frames);
        if (!reader.ReadBytes(DatasetFormat.ChecksumBytes).AsSpan().SequenceEqual(hash.AsSpan(0, DatasetFormat.ChecksumBytes)))
        {
            throw Damaged(path, index);
        }
        whole.AppendData(hash);
        ReadOnlySpan<byte> rest = frames;
        for (int i = 0; i < length; i++)
        {
            byte skill = rest[0];
            rest = rest[1..];
            Half[] observation = Take(ref rest, ObservationLayout.Size);
            Half[] forces = Take(ref rest, StepForces.Size), labels = Take(ref rest, ProbeLayout.Size);
            episode.AddHalves(observation, forces, labels, Take(ref rest, ActionScale.Size), skill);
        }
        return episode;
    }

    private static Half[] Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        Half[] values = MemoryMarshal.Cast<byte, Half>(bytes[..(2 * count)]).ToArray();
        bytes = bytes[(2 * count)..];
        return values;
    }

    private static UserErrorException Damaged(string path, int episode) =>
        new($"The data set {path} is altered or damaged at episode {episode}. {Mend}");
}
