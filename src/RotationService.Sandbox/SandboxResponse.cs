namespace RotationService.Sandbox;

/// <summary>One HTTP response of the sandbox.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The headers, including <c>Date</c> (sandbox time) and <c>Content-Type</c>.</param>
/// <param name="Body">The body. Empty if there is none.</param>
public sealed record SandboxResponse(
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>The number of spaces that the front door sends after the body.</summary>
    public long Padding { get; init; }

    /// <summary>Whether the front door compresses the body.</summary>
    public bool Gzip { get; init; }

    /// <summary>
    /// Whether the front door cuts the connection instead of answering, so that the client does not know what happened.
    /// </summary>
    public bool Drop { get; init; }

    /// <summary>How long the front door waits before it answers or cuts the connection, in sandbox time.</summary>
    public TimeSpan Delay { get; init; }
}
