namespace RotationService.Sandbox.Hosting;

/// <summary>How a sandbox is hosted.</summary>
public sealed record SandboxHostOptions
{
    /// <summary>Where it keeps its state; made if it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>The port of the HTTPS listener on 127.0.0.1. The default is 0: any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The port of the CONNECT proxy on 127.0.0.1. The default is 0: any that is free.</summary>
    public int ProxyPort { get; init; }

    /// <summary>Seconds of sandbox time a second of real time, to begin with. The default is null: as it was when the sandbox last ran; 1 the first time.</summary>
    public double? Speed { get; init; }

    /// <summary>How the world is made the first time.</summary>
    public SandboxOptions World { get; init; } = new();

    /// <summary>Puts more into a new world. What it makes is kept together with the world, or not at all: if it does not come to its end, the next start makes both anew.</summary>
    public Action<SandboxEngine>? Begin { get; init; }
}
