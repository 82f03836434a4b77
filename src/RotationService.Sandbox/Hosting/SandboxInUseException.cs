namespace RotationService.Sandbox.Hosting;

/// <summary>The directory of the sandbox belongs to a running process.</summary>
public sealed class SandboxInUseException : IOException
{
    /// <summary>Creates the exception for a directory and its owner.</summary>
    /// <param name="directory">The full path of the directory.</param>
    /// <param name="owner">The owner, as far as it is known: the process id, the program and the start time.</param>
    /// <param name="inner">The exception of the attempt to take the directory.</param>
    public SandboxInUseException(string directory, string owner, Exception inner)
        : base(
            $"The sandbox in {directory} is in use by {owner}. Stop it, attach to it, or use another directory.",
            inner)
    {
        SandboxDirectory = directory;
        Owner = owner;
    }

    /// <summary>The full path of the directory.</summary>
    public string SandboxDirectory { get; }

    /// <summary>The owner of the directory, as a text for people.</summary>
    public string Owner { get; }
}
