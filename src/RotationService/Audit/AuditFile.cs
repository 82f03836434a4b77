namespace RotationService.Audit;

/// <summary>The file of an audit log. One process locks it, appends to it and flushes it to the disk.</summary>
/// <remarks>
/// The lock is a byte range far beyond the end of the file, so that others can read the file while the process writes
/// it. This matters on Windows, where a locked range cannot be read. .NET's own sharing modes cannot express such a
/// lock: on Linux they only know exclusive and shared. POSIX releases the lock when the process closes any handle to
/// the file, and does not enforce it within one process. For that reason the class keeps a list of the files in use and
/// never opens a file twice.
/// </remarks>
internal sealed class AuditFile : IDisposable
{
    private const long LockPosition = long.MaxValue - 1;

    private static readonly HashSet<string> InUse = new(StringComparer.Ordinal);

    private readonly AuditPlace _place;
    private readonly string _fullPath;
    private readonly FileStream _stream;
    private readonly FileStream? _lockFile;

    private AuditFile(AuditPlace place, string fullPath, FileStream stream, FileStream? lockFile) =>
        (_place, _fullPath, _stream, _lockFile) = (place, fullPath, stream, lockFile);

    /// <summary>The length of the file in bytes.</summary>
    public long Length => _stream.Length;

    /// <summary>Opens a file, or creates it if it does not exist, and locks it.</summary>
    /// <param name="place">The place of the file.</param>
    /// <param name="flushFolder">Flushes a folder. Returns when its entries are on the disk.</param>
    /// <exception cref="AuditLogException">
    /// The file cannot be opened or created, its place is not acceptable, or another process writes it.
    /// </exception>
    public static AuditFile Open(AuditPlace place, Action<string> flushFolder)
    {
        try
        {
            return Open(place, Path.GetFullPath(place.Path), flushFolder);
        }
        catch (Exception exception) when (AuditPlace.IsDiskTrouble(exception))
        {
            throw place.Unusable(exception);
        }
    }

    /// <summary>
    /// Checks that the path still leads to this file. Nobody reads records that are appended to a deleted file.
    /// </summary>
    /// <exception cref="AuditLogException">The file was deleted, moved or replaced.</exception>
    /// <exception cref="IOException">The check itself fails.</exception>
    public void AssertInPlace()
    {
        if (!FileFacts.Available)
        {
            if (!File.Exists(_fullPath))
            {
                throw Gone();
            }

            return;
        }

        var (there, ours) = (FileFacts.At(_fullPath) ?? throw Gone(), FileFacts.Of(_stream.SafeFileHandle));
        if ((there.Device, there.Inode) != (ours.Device, ours.Inode))
        {
            throw new AuditLogException(
                $"the audit log {_place.Path} was replaced: its path leads to {(there.IsFile ? "another file" : there.Kind)} now, "
                + "not to the file that this process writes; put that file back, or find out who replaced it and restart the service");
        }
    }

    /// <summary>
    /// Reads bytes from a position on. Returns fewer than <paramref name="length"/> at the end of the file.
    /// </summary>
    public ReadOnlySpan<byte> Read(long position, int length)
    {
        var bytes = new byte[length];
        _stream.Position = position;
        return bytes.AsSpan(0, _stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false));
    }

    /// <summary>The file at its beginning. It is the same handle, so that the lock is kept.</summary>
    public Stream Rewind()
    {
        _stream.Position = 0;
        return _stream;
    }

    /// <summary>Writes bytes at a position, which must be the end, and returns when they are on the disk.</summary>
    public void Append(long position, ReadOnlySpan<byte> bytes)
    {
        _stream.Position = position;
        _stream.Write(bytes);
        _stream.Flush(flushToDisk: true);
    }

    /// <summary>Truncates the file to a length, and returns when the change is on the disk.</summary>
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

    private static AuditFile Open(AuditPlace place, string fullPath, Action<string> flushFolder)
    {
        lock (InUse)
        {
            if (!InUse.Add(fullPath))
            {
                throw place.Taken(innerException: null);
            }
        }

        FileStream? stream = null;
        try
        {
            var changed = Folder.Create(Path.GetDirectoryName(fullPath) ?? fullPath);
            place.RefuseWhatIsNoFile(fullPath);
            stream = new FileStream(fullPath, Options());
            var behindLinks = Path.GetDirectoryName(
                File.ResolveLinkTarget(fullPath, returnFinalTarget: true)?.FullName);
            string[] named = behindLinks is null ? [] : [behindLinks];
            if (FileFacts.Available)
            {
                place.RefuseWhatOthersMayWrite(FileFacts.Of(stream.SafeFileHandle), [changed[0], .. named]);
            }

            // Every time, because the process that created the file may have stopped before it flushed them.
            foreach (var folder in changed.Concat(named))
            {
                flushFolder(folder);
            }

            return new AuditFile(place, fullPath, stream, Lock(place, fullPath, stream));
        }
        catch
        {
            stream?.Dispose();
            Release(fullPath);
            throw;
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return options;
    }

    private AuditLogException Gone() => new(
        $"the audit log {_place.Path} was deleted or moved while this process was writing it; "
        + "put the file back, or restart the service, which starts a new file");

    private static FileStream? Lock(AuditPlace place, string fullPath, FileStream stream)
    {
        if (OperatingSystem.IsMacOS())
        {
            try
            {
                // macOS has no byte-range locks. An exclusive file beside the log takes their place.
                return new FileStream(
                    fullPath + ".lock",
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose);
            }
            catch (IOException exception)
            {
                throw place.Taken(exception);
            }
        }

        try
        {
            stream.Lock(LockPosition, 1);
            return null;
        }
        catch (Exception exception) when (IsHeldByAnother(exception))
        {
            throw place.Taken(exception);
        }
    }

    // EAGAIN or EACCES, and any error on Windows. Every other error means that this file system has no locks.
    private static bool IsHeldByAnother(Exception exception) => exception switch
    {
        UnauthorizedAccessException => true,
        IOException => OperatingSystem.IsWindows() || exception.HResult is 11 or 13,
        _ => false,
    };

    private static void Release(string fullPath)
    {
        lock (InUse)
        {
            InUse.Remove(fullPath);
        }
    }
}
