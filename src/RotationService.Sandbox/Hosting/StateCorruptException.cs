namespace RotationService.Sandbox.Hosting;

/// <summary>
/// The stored state of the sandbox cannot be read. The cause is not a last line that a crash left incomplete.
/// </summary>
/// <param name="path">The path of the journal.</param>
/// <param name="line">The number of the line, from 1.</param>
/// <param name="inner">What is wrong with the line.</param>
public sealed class StateCorruptException(string path, long line, Exception inner)
    : IOException(
        $"{path}:{line}: this line of the sandbox's state cannot be read ({inner.Message}). Remove the directory to start over.",
        inner);
