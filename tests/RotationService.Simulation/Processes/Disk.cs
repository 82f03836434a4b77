using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>A small disk of its own, that can be filled and made read-only: a tmpfs where we may mount one, a plain folder where not.</summary>
internal sealed class Disk : IAsyncDisposable
{
    private const string Size = "1m";
    private readonly bool _isMounted;

    private Disk(string path, bool isMounted) => (Path, _isMounted) = (path, isMounted);

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Whether it is full or read-only.</summary>
    public bool IsInTrouble { get; private set; }

    /// <summary>Whether nothing can be written to it.</summary>
    public bool IsReadOnly { get; private set; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Whether disks can be mounted here at all.</summary>
    public static async Task<bool> CanMountAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        var folder = Directory.CreateTempSubdirectory("rotation-service-mount-").FullName;
        await using (var disk = await MountAsync(folder, canMount: true))
        {
            return disk._isMounted;
        }
    }

    /// <summary>Mounts one.</summary>
    /// <param name="path">Where; the folder is made.</param>
    /// <param name="canMount">Whether that is possible.</param>
    public static async Task<Disk> MountAsync(string path, bool canMount)
    {
        Directory.CreateDirectory(path);
        return new Disk(path, canMount && await Child.RunAsync("mount", "-t", "tmpfs", "-o", $"size={Size},mode=700", "rotation-service-test", path));
    }

    /// <summary>Fills it to the last page.</summary>
    public void Fill()
    {
        IsInTrouble = true;
        var block = new byte[4096];
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            // That is what was wanted.
        }
    }

    /// <summary>Makes it read-only. Nobody may have a file open for writing then.</summary>
    public async Task MakeReadOnlyAsync()
    {
        IsInTrouble = true;
        IsReadOnly = await Child.RunAsync("mount", "-o", "remount,ro", Path);
    }

    /// <summary>Makes it writable, and makes room.</summary>
    public async Task ReleaseAsync()
    {
        if (_isMounted)
        {
            await Child.RunAsync("mount", "-o", "remount,rw", Path);
            File.Delete(Filler);
        }

        (IsInTrouble, IsReadOnly) = (false, false);
    }

    /// <summary>Unmounts it; what was on it stays in the folder below.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isMounted)
        {
            return;
        }

        var kept = Directory.GetFiles(Path).Where(file => file != Filler).Select(file => (Name: System.IO.Path.GetFileName(file), Content: File.ReadAllBytes(file))).ToList();
        await Child.RunAsync("umount", "--lazy", Path);
        foreach (var (name, content) in kept)
        {
            await File.WriteAllBytesAsync(System.IO.Path.Combine(Path, name), content);
        }
    }
}
