using System.Text;

namespace RotationService.Sandbox.Hosting;

/// <summary>Files that only the user may read.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a directory, closed to everybody else; one that exists is left as it is.</summary>
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

    /// <summary>Opens a file to be written by nobody else, unbuffered: what has been written survives the death of the process.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Replaces a file's content as a whole: a reader finds either the old or the new one.</summary>
    public static void Replace(string path, string content)
    {
        Replace(path, stream => stream.Write(Encoding.UTF8.GetBytes(content)));
    }

    /// <summary>Replaces a file's content as a whole: a reader finds either the old or the new one, even after a crash of the machine.</summary>
    public static void Replace(string path, Action<Stream> write)
    {
        var temporary = path + ".tmp";

        // A temporary file a crash left behind might be open to others.
        File.Delete(temporary);
        using (var stream = Open(temporary, FileMode.CreateNew, FileShare.None))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
