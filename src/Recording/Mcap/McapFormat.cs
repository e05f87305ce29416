namespace RoboticsStack.Recording.Mcap;

/// <summary>Constants of the MCAP format, version 0.</summary>
internal static class McapFormat
{
    public const int RecordHeaderBytes = 9;
    public const int MessagePrefixBytes = 2 + 4 + 8 + 8;
    public const int FooterBytes = RecordHeaderBytes + 8 + 8 + 4;
    public const string NoCompression = "";
    public const string Zstd = "zstd";

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P', (byte)'0', (byte)'\r', (byte)'\n'];
}

internal enum Opcode : byte
{
    Header = 0x01,
    Footer = 0x02,
    Schema = 0x03,
    Channel = 0x04,
    Message = 0x05,
    Chunk = 0x06,
    MessageIndex = 0x07,
    ChunkIndex = 0x08,
    Attachment = 0x09,
    AttachmentIndex = 0x0A,
    Statistics = 0x0B,
    Metadata = 0x0C,
    MetadataIndex = 0x0D,
    SummaryOffset = 0x0E,
    DataEnd = 0x0F,
}
