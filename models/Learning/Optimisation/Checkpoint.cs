using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RoboticsStack.Core;

namespace RoboticsStack.Learning;

/// <summary>What a checkpoint holds: values of every kind, steps taken, and the seed of what is drawn every step.</summary>
public sealed record CheckpointContent(ParameterSet Parameters, long Steps, ulong Seed);

/// <summary>
/// A <see cref="ParameterSet"/> in a file: magic, version, step count, seed, then per tensor its name, shape, whether it is trained and its values
/// (little-endian), and at the end the SHA-256 of all before it.
/// </summary>
public static class Checkpoint
{
    private const uint Magic = 0x4B435352;
    private const int Version = 2;

    /// <summary>As the present one, without a seed; read for what was trained before.</summary>
    private const int VersionWithoutSeed = 1;

    /// <summary>Writes beside the target first, so that a crash leaves the old file whole.</summary>
    public static void Save(string path, ParameterSet parameters, long steps, ulong seed)
    {
        using MemoryStream memory = new();
        using BinaryWriter writer = new(memory);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(steps);
        writer.Write(seed);
        writer.Write(parameters.Tensors.Count);
        foreach (StoredTensor tensor in parameters.Tensors)
        {
            writer.Write(tensor.Name);
            writer.Write(tensor.Trained);
            writer.Write(tensor.Shape.Rank);
            foreach (int size in tensor.Shape.Sizes)
            {
                writer.Write(size);
            }
            writer.Write(MemoryMarshal.AsBytes<float>(tensor.Values));
        }
        writer.Flush();
        ReadOnlySpan<byte> content = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        string partial = path + ".partial";
        using (FileStream file = File.Create(partial))
        {
            file.Write(content);
            file.Write(SHA256.HashData(content));
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <exception cref="UserErrorException">The file is missing, truncated or altered.</exception>
    public static CheckpointContent Load(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Cannot read the checkpoint {path}: {error.Message}", error);
        }
        int length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < 20 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            throw new UserErrorException($"The checkpoint {path} is truncated or altered. Restore it from a copy, or train again.");
        }
        using BinaryReader reader = new(new MemoryStream(bytes, 0, length));
        uint magic = reader.ReadUInt32();
        int version = reader.ReadInt32();
        if (magic != Magic || version is not (Version or VersionWithoutSeed))
        {
            throw new UserErrorException($"{path} is no checkpoint of this version ({Version}). Train again with this build.");
        }
        long steps = reader.ReadInt64();
        ulong seed = version == Version ? reader.ReadUInt64() : 1;
        ParameterSet parameters = new();
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            string name = reader.ReadString();
            bool trained = reader.ReadBoolean();
            int[] sizes = new int[reader.ReadInt32()];
            for (int i = 0; i < sizes.Length; i++)
            {
                sizes[i] = reader.ReadInt32();
            }
            Shape shape = sizes;
            float[] values = new float[shape.Count];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            parameters.Add(name, shape, trained, values);
        }
        parameters.Complete = true;
        return new(parameters, steps, seed);
    }
}
