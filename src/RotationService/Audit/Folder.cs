using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RotationService.Audit;

/// <summary>
/// Creates folders and flushes them. A new file is on the disk only when its folder's entry for it is.
/// </summary>
internal static class Folder
{
    private const UnixFileMode WritableByOwner =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const int CloseOnExec = 0x80000;

    // EPERM, EBADF, EACCES, EINVAL, EROFS, ENOTSUP: errors of file systems that cannot flush folders, such as some
    // shares, and of folders that this user may not read.
    private static readonly int[] Pointless = [1, 9, 13, 22, 30, 95];

    /// <summary>Creates a folder and the missing folders above it.</summary>
    /// <returns>
    /// The folders to flush so that the new one lasts: the folder itself, then those above it up to the first that
    /// existed.
    /// </returns>
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
            // Whatever the umask is, no other user may replace the log's file.
            Directory.CreateDirectory(path, WritableByOwner);
        }

        return changed;
    }

    /// <summary>
    /// Flushes a folder. Returns when its entries are on the disk. Does nothing on systems or file systems that cannot
    /// flush a folder.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be flushed.</exception>
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
            throw new IOException(
                $"the folder {path} cannot be flushed: {Marshal.GetPInvokeErrorMessage(error)}",
                error);
        }
    }

    private static class NativeMethods
    {
#pragma warning disable SA1300, IDE1006, CA2101 // The names and the text encoding are those of the C library.
        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern SafeFileHandle open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern int fsync(SafeFileHandle file);
#pragma warning restore SA1300, IDE1006, CA2101
    }
}
