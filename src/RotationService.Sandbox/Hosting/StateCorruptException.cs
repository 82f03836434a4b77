namespace RotationService.Sandbox.Hosting;

/// <summary>The sandbox's state cannot be read, and not because a crash tore its last line.</summary>
/// <param name="path">The journal.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="inner">What is wrong with it.</param>
public sealed class StateCorruptException(string path, long line, Exception inner)
    : IOException($"{path}:{line}: this line of the sandbox's state cannot be read ({inner.Message}). Remove the directory to start afresh.", inner);
