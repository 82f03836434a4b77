namespace RotationService.Sandbox.Hosting;

/// <summary>The options for hosting a sandbox.</summary>
public sealed record SandboxHostOptions
{
    /// <summary>The directory that holds the state. It is created if it does not exist.</summary>
    public required string Directory { get; init; }

    /// <summary>The port of the HTTPS listener on 127.0.0.1. The default is 0, which means any free port.</summary>
    public int Port { get; init; }

    /// <summary>The port of the CONNECT proxy on 127.0.0.1. The default is 0, which means any free port.</summary>
    public int ProxyPort { get; init; }

    /// <summary>
    /// The initial speed, in seconds of sandbox time in one second of real time. The default is null, which means the
    /// speed of the last run, and 1 for a new sandbox.
    /// </summary>
    public double? Speed { get; init; }

    /// <summary>The options for a new world.</summary>
    public SandboxOptions World { get; init; } = new();

    /// <summary>
    /// Adds more to a new world. The world and the additions are stored together or not at all. If the action fails,
    /// the next start creates both again.
    /// </summary>
    public Action<SandboxEngine>? Begin { get; init; }
}
