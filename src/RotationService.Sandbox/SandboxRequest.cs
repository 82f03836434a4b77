namespace RotationService.Sandbox;

/// <summary>One HTTP request as it reaches the sandbox, whichever front door it came through.</summary>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Host">The host the client meant, lower case and without a port: <c>graph.microsoft.com</c>, a vault's own host, or anything for a control request.</param>
/// <param name="PathAndQuery">The path and the query exactly as sent, percent-encoding included.</param>
/// <param name="Headers">The headers, names compared without regard to case; a header sent twice is joined by a comma.</param>
/// <param name="Body">The body; empty if there was none.</param>
public sealed record SandboxRequest(
    string Method,
    string Host,
    string PathAndQuery,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body);
