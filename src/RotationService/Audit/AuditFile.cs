namespace RotationService.Audit;

/// <summary>The file under an audit log: locked by the one process that writes it, appended to and flushed to the disk.</summary>
/// <remarks>
/// The lock is a byte range far behind the end, so that others may read while we write, on Windows too, where ranges are locked against
/// reading. .NET's own sharing rules cannot express it: on Linux they know only "alone" and "together". POSIX releases such a lock when the
/// process closes any handle to the file, and does not hold it against the same process: hence the list of those in use, and nothing here
/// opens the file twice.
/// </remarks>
internal sealed class AuditFile : IDisposable
{
    private const long LockPosition = long.MaxValue - 1;

    private static readonly HashSet<string> InUse = new(StringComparer.Ordinal);

    private readonly string _fullPath;
    private readonly FileStream _stream;
    private readonly FileStream? _lockFile;

    private AuditFile(string fullPath, FileStream stream, FileStream? lockFile) => (_fullPath, _stream, _lockFile) = (fullPath, stream, lockFile);

    /// <summary>The bytes so far.</summary>
    public long Length => _stream.Length;

    /// <summary>Opens a file, made if it is not there, and locks it.</summary>
    /// <exception cref="AuditLogException">Another process has it.</exception>
    /// <exception cref="IOException">It cannot be opened or made.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not.</exception>
    public static AuditFile Open(string path)
    {
        var fullPath = Path.GetFullPath(path);
        lock (InUse)
        {
            if (!InUse.Add(fullPath))
            {
                throw Taken(path, innerException: null);
            }
        }

        FileStream? stream = null;
        try
        {
            if (Path.GetDirectoryName(fullPath) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
            }

            stream = new FileStream(fullPath, options);
            return new AuditFile(fullPath, stream, Lock(path, fullPath, stream));
        }
        catch
        {
            stream?.Dispose();
            Release(fullPath);
            throw;
        }
    }

    /// <summary>The file from its beginning; the same handle, so that the lock is kept.</summary>
    public Stream Rewind()
    {
        _stream.Position = 0;
        return _stream;
    }

    /// <summary>Adds bytes at a position that is the end, and returns when they are on the disk.</summary>
    public void Append(long position, ReadOnlySpan<byte> bytes)
    {
        _stream.Position = position;
        _stream.Write(bytes);
        _stream.Flush(flushToDisk: true);
    }

    /// <summary>Cuts off what stands behind a position, and returns when that is on the disk.</summary>
    public void CutBack(long length)
    {
        if (_stream.Length > length)
        {
            _stream.SetLength(length);
            _stream.Flush(flushToDisk: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _lockFile?.Dispose();
        Release(_fullPath);
    }

    private static FileStream? Lock(string path, string fullPath, FileStream stream)
    {
        try
        {
            if (OperatingSystem.IsMacOS())
            {
                // No byte-range locks there: a file beside it, held alone, stands in.
                return new FileStream(fullPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }

            stream.Lock(LockPosition, 1);
            return null;
        }
        catch (IOException exception)
        {
            throw Taken(path, exception);
        }
    }

    private static AuditLogException Taken(string path, Exception? innerException) =>
        new($"the audit log {path} is being written by another process, and each process writes its own; name another with --Audit:Path=FILE, such as --Audit:Path={Beside(path)}", innerException!);

    private static string Beside(string path) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-2{Path.GetExtension(path)}");

    private static void Release(string fullPath)
    {
        lock (InUse)
        {
            InUse.Remove(fullPath);
        }
    }
}
