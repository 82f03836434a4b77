using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RotationService.Audit;

/// <summary>Making folders, and flushing them: a new file is on the disk only when the folder that names it is.</summary>
internal static class Folder
{
    private const UnixFileMode WritableByOwner =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const int CloseOnExec = 0x80000;

    // EPERM, EBADF, EACCES, EINVAL, EROFS, ENOTSUP: what file systems say that cannot do it, as some shares, and of folders that this
    // user may not read.
    private static readonly int[] Pointless = [1, 9, 13, 22, 30, 95];

    /// <summary>Makes a folder and those above it that are missing.</summary>
    /// <returns>Which are to be flushed for it to last: it first, then those above it up to the first that was there.</returns>
    public static IReadOnlyList<string> Create(string path)
    {
        var changed = new List<string>();
        for (string? folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            changed.Add(folder);
            if (Directory.Exists(folder))
            {
                break;
            }
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            // Whatever the umask is, nobody else is to put another file in the log's place.
            Directory.CreateDirectory(path, WritableByOwner);
        }

        return changed;
    }

    /// <summary>Returns when what a folder names is on the disk. Does nothing where there is no such thing.</summary>
    /// <exception cref="IOException">It cannot be flushed.</exception>
    public static void Flush(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = NativeMethods.open(path, CloseOnExec);
        var error = folder.IsInvalid || NativeMethods.fsync(folder) != 0 ? Marshal.GetLastPInvokeError() : 0;
        if (error != 0 && !Pointless.Contains(error))
        {
            throw new IOException($"the folder {path} cannot be flushed: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    private static class NativeMethods
    {
#pragma warning disable SA1300, IDE1006, CA2101 // They have the names, and the texts the encoding, of the C library.
        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern SafeFileHandle open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern int fsync(SafeFileHandle file);
#pragma warning restore SA1300, IDE1006, CA2101
    }
}
