namespace RotationService.Sandbox;

/// <summary>What the sandbox answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The headers, <c>Date</c> (sandbox time) and <c>Content-Type</c> included.</param>
/// <param name="Body">The body; empty if there is none.</param>
public sealed record SandboxResponse(
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>How many blanks the front door sends after the body.</summary>
    public long Padding { get; init; }

    /// <summary>Whether the front door compresses what it sends.</summary>
    public bool Gzip { get; init; }

    /// <summary>Whether the front door cuts the connection instead of answering: the client cannot tell what happened.</summary>
    public bool Drop { get; init; }

    /// <summary>How long the front door waits, in sandbox time, before it answers or cuts.</summary>
    public TimeSpan Delay { get; init; }
}
