using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RotationService.Audit;

/// <summary>
/// Facts about a file that Linux provides and .NET does not: its identity, its kind, its owner and its permissions.
/// </summary>
/// <param name="Device">The device of its file system.</param>
/// <param name="Inode">
/// Its number on that device. No two existing files share both <paramref name="Device"/> and this number.
/// </param>
/// <param name="Mode">Its kind and its permissions, in the format of `stat`.</param>
/// <param name="Owner">The user id of its owner.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileFacts(ulong Device, ulong Inode, int Mode, uint Owner)
{
    private const int KindMask = 0xF000;

    private const int CurrentFolder = -100;

    private const int EmptyPath = 0x1000;

    private const uint BasicFacts = 0x7FF;

    private const int NotThere = 2;

    private const int NotAFolder = 20;

    private static readonly byte[] NoPath = [0];

    /// <summary>
    /// Whether this system provides the facts. Other systems identify a file by its path and length alone.
    /// </summary>
    /// <remarks>The layout of `statx` is the same on all processors.</remarks>
    public static bool Available => OperatingSystem.IsLinux();

    /// <summary>The effective user id of this process.</summary>
    public static uint User => NativeMethods.geteuid();

    /// <summary>Whether it is a regular file, which keeps its content.</summary>
    public bool IsFile => (Mode & KindMask) == 0x8000;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => (Mode & KindMask) == 0x4000;

    /// <summary>Whether every user may write it.</summary>
    public bool IsWorldWritable => (Mode & 0x0002) != 0;

    /// <summary>For a folder: whether only the owner of a file in it may delete, rename or replace that file.</summary>
    public bool IsSticky => (Mode & 0x0200) != 0;

    /// <summary>The kind of the file, for messages.</summary>
    public string Kind => (Mode & KindMask) switch
    {
        0x1000 => "a named pipe",
        0x2000 => "a character device",
        0x4000 => "a folder",
        0x6000 => "a block device",
        0x8000 => "a file",
        0xC000 => "a socket",
        _ => "a special file",
    };

    /// <summary>The facts of the file that a path leads to, following links. Null if there is no such file.</summary>
    /// <exception cref="IOException">The facts cannot be read.</exception>
    public static FileFacts? At(string path)
    {
        var name = new byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
        Encoding.UTF8.GetBytes(path, name);
        var facts = new byte[256];
        if (NativeMethods.statx(CurrentFolder, name, 0, BasicFacts, facts) == 0)
        {
            return Read(facts);
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NotThere or NotAFolder ? null : throw Failed(error);
    }

    /// <summary>The facts of an open file.</summary>
    /// <exception cref="IOException">The facts cannot be read.</exception>
    public static FileFacts Of(SafeFileHandle file)
    {
        var facts = new byte[256];
        return NativeMethods.statx(file, NoPath, EmptyPath, BasicFacts, facts) == 0
            ? Read(facts)
            : throw Failed(Marshal.GetLastPInvokeError());
    }

    private static IOException Failed(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    private static FileFacts Read(ReadOnlySpan<byte> facts) => new(
        ((ulong)Number(facts, 136) << 32) | Number(facts, 140),
        BitConverter.ToUInt64(facts[32..]),
        BitConverter.ToUInt16(facts[28..]),
        Number(facts, 20));

    private static uint Number(ReadOnlySpan<byte> facts, int offset) => BitConverter.ToUInt32(facts[offset..]);

    private static class NativeMethods
    {
#pragma warning disable SA1300, IDE1006 // The functions have the names of the C library.
        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern int statx(int folder, byte[] path, int flags, uint mask, [Out] byte[] facts);

        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern int statx(SafeFileHandle file, byte[] path, int flags, uint mask, [Out] byte[] facts);

        [DllImport("libc")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern uint geteuid();
#pragma warning restore SA1300, IDE1006
    }
}
