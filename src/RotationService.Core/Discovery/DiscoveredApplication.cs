using RotationService.Core.Credentials;

namespace RotationService.Core.Discovery;

/// <summary>What the directory tells of an application's secrets.</summary>
/// <param name="Application">The application.</param>
/// <param name="Policies">The names of the policies that cover it: none, one, or by mistake several.</param>
/// <param name="Credentials">Its password credentials, the one that ends first first.</param>
/// <param name="Urgency">How long it still has.</param>
public sealed record DiscoveredApplication(
    DirectoryApplication Application,
    IReadOnlyList<string> Policies,
    IReadOnlyList<DiscoveredCredential> Credentials,
    Urgency Urgency)
{
    /// <summary>When the first of its live secrets ends; null if none is live or ends. Whoever uses that one is refused then, however long the others live.</summary>
    public DateTimeOffset? FirstEnd { get; init; }

    /// <summary>When the last of its secrets ends, or ended; null if it has none, or one without end. A reminder that goes by this one is silent while the first end.</summary>
    public DateTimeOffset? LastEnd { get; init; }

    /// <summary>Why it may need no secret at all, and on what evidence; null if nothing says so.</summary>
    public string? Advice { get; init; }
}
