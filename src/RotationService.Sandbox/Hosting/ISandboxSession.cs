namespace RotationService.Sandbox.Hosting;

/// <summary>
/// A sandbox that this program uses: its own (<see cref="SandboxHost"/>) or that of another process
/// (<see cref="SandboxAttachment"/>, <see cref="SandboxSuccession"/>).
/// </summary>
public interface ISandboxSession : IAsyncDisposable
{
    /// <summary>The https address on this machine that the sandbox listens on.</summary>
    Uri Url { get; }

    /// <summary>The identity that may rotate credentials, with its tenant.</summary>
    SandboxOperator Identity { get; }

    /// <summary>The addresses of the vaults.</summary>
    IReadOnlyList<Uri> Vaults { get; }

    /// <summary>The sandbox time.</summary>
    TimeProvider Time { get; }

    /// <summary>How clients reach the sandbox under the public host names.</summary>
    SandboxTransport Transport { get; }
}
