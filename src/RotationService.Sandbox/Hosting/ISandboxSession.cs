namespace RotationService.Sandbox.Hosting;

/// <summary>A sandbox in use by this program: its own (<see cref="SandboxHost"/>) or another's (<see cref="SandboxAttachment"/>, <see cref="SandboxSuccession"/>).</summary>
public interface ISandboxSession : IAsyncDisposable
{
    /// <summary>Where the sandbox listens: https, on this machine.</summary>
    Uri Url { get; }

    /// <summary>The identity that may rotate, and its tenant.</summary>
    SandboxOperator Identity { get; }

    /// <summary>The vaults there are.</summary>
    IReadOnlyList<Uri> Vaults { get; }

    /// <summary>Sandbox time.</summary>
    TimeProvider Time { get; }

    /// <summary>How clients reach it under the public host names.</summary>
    SandboxTransport Transport { get; }
}
