using System.Text;

namespace RotationService.Sandbox.Hosting;

/// <summary>Creates files that only the user can read.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a directory that only the user can access. An existing directory stays unchanged.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens a file without a buffer. What has been written survives the death of the process.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Replaces the content of a file atomically. A reader sees either the old or the new content.</summary>
    public static void Replace(string path, string content)
    {
        Replace(path, stream => stream.Write(Encoding.UTF8.GetBytes(content)));
    }

    /// <summary>
    /// Replaces the content of a file atomically. A reader sees either the old or the new content, even after a crash
    /// of the machine.
    /// </summary>
    public static void Replace(string path, Action<Stream> write)
    {
        var temporary = path + ".tmp";

        // A temporary file that a crash left behind might be readable by others.
        File.Delete(temporary);
        using (var stream = Open(temporary, FileMode.CreateNew, FileShare.None))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
