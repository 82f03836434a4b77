using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RotationService.Audit;

/// <summary>What Linux knows of a file and .NET does not tell: which one it is, of what kind, whose, and who may write it.</summary>
/// <param name="Device">Where its file system is.</param>
/// <param name="Inode">Its number there. With <paramref name="Device"/>, no two files that exist have the same.</param>
/// <param name="Mode">Its kind and its permissions, as `stat` has them.</param>
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

    /// <summary>Whether they can be had here. Elsewhere a file is known by its path and length alone.</summary>
    /// <remarks>`statx` has one layout on all processors.</remarks>
    public static bool Available => OperatingSystem.IsLinux();

    /// <summary>The user that this process acts as.</summary>
    public static uint User => NativeMethods.geteuid();

    /// <summary>Whether it is a regular file, whose content stays.</summary>
    public bool IsFile => (Mode & KindMask) == 0x8000;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => (Mode & KindMask) == 0x4000;

    /// <summary>Whether everybody may write it.</summary>
    public bool IsWorldWritable => (Mode & 0x0002) != 0;

    /// <summary>Of a folder: whether only the owner of a file in it may delete, rename or replace that.</summary>
    public bool IsSticky => (Mode & 0x0200) != 0;

    /// <summary>Its kind, in words.</summary>
    public string Kind => (Mode & KindMask) switch
    {
        0x1000 => "a named pipe",
        0x2000 => "a character device",
        0x4000 => "a folder",
        0x6000 => "a block device",
        0x8000 => "a file",
        0xC000 => "a socket",
        _ => "something else",
    };

    /// <summary>Those of what a path leads to, links followed; null if there is nothing.</summary>
    /// <exception cref="IOException">They cannot be had.</exception>
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

    /// <summary>Those of an open file.</summary>
    /// <exception cref="IOException">They cannot be had.</exception>
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
#pragma warning disable SA1300, IDE1006 // They have the names of the C library.
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
