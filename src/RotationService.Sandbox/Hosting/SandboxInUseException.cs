namespace RotationService.Sandbox.Hosting;

/// <summary>The sandbox's directory belongs to another process, which is running.</summary>
public sealed class SandboxInUseException : IOException
{
    /// <summary>Names the directory and its owner.</summary>
    /// <param name="directory">The full path of the directory.</param>
    /// <param name="owner">Who owns it, as far as it says: the process id, the program and since when.</param>
    /// <param name="inner">What the attempt to take it met with.</param>
    public SandboxInUseException(string directory, string owner, Exception inner)
        : base($"The sandbox in {directory} is in use by {owner}. Stop it, attach to it, or use another directory.", inner)
    {
        SandboxDirectory = directory;
        Owner = owner;
    }

    /// <summary>The full path of the directory.</summary>
    public string SandboxDirectory { get; }

    /// <summary>Who owns it, for people to read.</summary>
    public string Owner { get; }
}
