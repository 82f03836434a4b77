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

    private readonly AuditPlace _place;
    private readonly string _fullPath;
    private readonly FileStream _stream;
    private readonly FileStream? _lockFile;

    private AuditFile(AuditPlace place, string fullPath, FileStream stream, FileStream? lockFile) =>
        (_place, _fullPath, _stream, _lockFile) = (place, fullPath, stream, lockFile);

    /// <summary>The bytes so far.</summary>
    public long Length => _stream.Length;

    /// <summary>Opens a file, made if it is not there, and locks it.</summary>
    /// <param name="place">Which.</param>
    /// <param name="flushFolder">Returns when what a folder names is on the disk.</param>
    /// <exception cref="AuditLogException">It cannot be opened or made, does not do, or another process has it.</exception>
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

    /// <summary>Looks whether the path still leads to this file: nobody reads what is appended to one that was deleted.</summary>
    /// <exception cref="AuditLogException">It does not.</exception>
    /// <exception cref="IOException">That cannot be told.</exception>
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
                $"the audit log {_place.Path} was replaced: it is {(there.IsFile ? "another file" : there.Kind)} now, "
                + "and not the one that this process writes; put that back, or restart the service once it is clear who did it");
        }
    }

    /// <summary>What stands in the file from a position on, as far as it goes.</summary>
    public ReadOnlySpan<byte> Read(long position, int length)
    {
        var bytes = new byte[length];
        _stream.Position = position;
        return bytes.AsSpan(0, _stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false));
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
            var behindLinks = Path.GetDirectoryName(File.ResolveLinkTarget(fullPath, returnFinalTarget: true)?.FullName);
            string[] named = behindLinks is null ? [] : [behindLinks];
            if (FileFacts.Available)
            {
                place.RefuseWhatOthersMayWrite(FileFacts.Of(stream.SafeFileHandle), [changed[0], .. named]);
            }

            // Each time: who made the file may have died before they were flushed.
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
        $"the audit log {_place.Path} was deleted or moved away while this process writes it; "
        + "put the file back, or restart the service, which begins a new one");

    private static FileStream? Lock(AuditPlace place, string fullPath, FileStream stream)
    {
        if (OperatingSystem.IsMacOS())
        {
            try
            {
                // No byte-range locks there: a file beside it, held alone, stands in.
                return new FileStream(fullPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
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

    // EAGAIN or EACCES; on Windows whatever it says. Anything else means that this file system knows no locks.
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
