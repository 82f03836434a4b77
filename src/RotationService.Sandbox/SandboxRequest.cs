namespace RotationService.Sandbox;

/// <summary>One HTTP request as the sandbox receives it, over either front door.</summary>
/// <param name="Method">The HTTP method in upper case.</param>
/// <param name="Host">
/// The requested host in lower case without a port: <c>graph.microsoft.com</c>, the host of a vault, or any host for a
/// control request.
/// </param>
/// <param name="PathAndQuery">The path and the query exactly as sent, including the percent-encoding.</param>
/// <param name="Headers">
/// The headers. Names are compared without regard to case. The values of a repeated header are joined by a comma.
/// </param>
/// <param name="Body">The body. Empty if there is none.</param>
public sealed record SandboxRequest(
    string Method,
    string Host,
    string PathAndQuery,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body);
