namespace RotationService.Sandbox.Hosting;

/// <summary>
/// A directory that holds one sandbox. This process owns it until it disposes of it or ends in any way.
/// </summary>
internal sealed class SandboxDirectory : IDisposable
{
    private const string LockName = "lock";
    private const string OwnerName = "owner";
    private readonly FileStream _lock;

    private SandboxDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The full path of the directory.</summary>
    public string Path { get; }

    /// <summary>Takes a directory. Creates it first if necessary.</summary>
    /// <exception cref="SandboxInUseException">
    /// Another owner, in this process or another one, holds the directory.
    /// </exception>
    public static SandboxDirectory Take(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        PrivateFile.CreateDirectory(path);
        var lockPath = System.IO.Path.Combine(path, LockName);
        FileStream held;
        try
        {
            held = PrivateFile.Open(lockPath, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (System.IO.File.Exists(lockPath))
        {
            throw new SandboxInUseException(path, ReadOwner(path), e);
        }

        var directory = new SandboxDirectory(path, held);

        // Other processes cannot read the lock file, so the name of the owner is in a file beside it.
        PrivateFile.Replace(
            directory.File(OwnerName),
            $"process {Environment.ProcessId} ({Environment.ProcessPath}) since {TimeProvider.System.GetUtcNow():u}");
        return directory;
    }

    /// <summary>Returns the full path of a file in the directory.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        System.IO.File.Delete(File(OwnerName));
        _lock.Dispose();
    }

    private static string ReadOwner(string path)
    {
        try
        {
            return System.IO.File.ReadAllText(System.IO.Path.Combine(path, OwnerName));
        }
        catch (IOException e)
        {
            return $"a process that could not be identified ({e.Message})";
        }
    }
}
