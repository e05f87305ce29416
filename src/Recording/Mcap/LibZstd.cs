using System.Runtime.InteropServices;

namespace RoboticsStack.Recording.Mcap;

/// <summary>The part of libzstd's C interface (zstd.h, stable since 1.3) in use here. Debian's own package manager needs the library, so it is there.</summary>
internal static unsafe partial class LibZstd
{
    public const string LibraryName = "libzstd.so.1";
    public const string PackageName = "libzstd1";

    /// <summary>Version of the library; null where it is not installed.</summary>
    public static string? Version { get; } = NativeLibrary.TryLoad(LibraryName, out _) ? Marshal.PtrToStringUTF8(ZSTD_versionString()) : null;

    /// <summary>What <see cref="ZSTD_getFrameContentSize"/> says where the frame does not state its size.</summary>
    public const ulong UnknownSize = ulong.MaxValue;

    public static bool IsError(nuint result) => ZSTD_isError(result) != 0;

    public static string Describe(nuint result) => Marshal.PtrToStringUTF8(ZSTD_getErrorName(result)) ?? $"code {result}";

    [LibraryImport(LibraryName)]
    private static partial nint ZSTD_versionString();

    [LibraryImport(LibraryName)]
    private static partial uint ZSTD_isError(nuint result);

    [LibraryImport(LibraryName)]
    private static partial nint ZSTD_getErrorName(nuint result);

    [LibraryImport(LibraryName)]
    public static partial nuint ZSTD_compressBound(nuint sourceBytes);

    [LibraryImport(LibraryName)]
    public static partial nint ZSTD_createCCtx();

    [LibraryImport(LibraryName)]
    public static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport(LibraryName)]
    public static partial nuint ZSTD_compressCCtx(nint context, byte* destination, nuint capacity, byte* source, nuint sourceBytes, int level);

    [LibraryImport(LibraryName)]
    public static partial nint ZSTD_createDCtx();

    [LibraryImport(LibraryName)]
    public static partial nuint ZSTD_freeDCtx(nint context);

    [LibraryImport(LibraryName)]
    public static partial nuint ZSTD_decompressDCtx(nint context, byte* destination, nuint capacity, byte* source, nuint sourceBytes);

    [LibraryImport(LibraryName)]
    public static partial ulong ZSTD_getFrameContentSize(byte* source, nuint sourceBytes);
}
