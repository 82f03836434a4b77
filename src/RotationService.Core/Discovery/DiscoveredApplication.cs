using RotationService.Core.Credentials;

namespace RotationService.Core.Discovery;

/// <summary>What the directory shows about the secrets of an application.</summary>
/// <param name="Application">The application.</param>
/// <param name="Policies">
/// The names of the policies that cover the application. There are none, one, or, by mistake, several.
/// </param>
/// <param name="Credentials">The password credentials, ordered by their end.</param>
/// <param name="Urgency">How long the application still has a working secret.</param>
public sealed record DiscoveredApplication(
    DirectoryApplication Application,
    IReadOnlyList<string> Policies,
    IReadOnlyList<DiscoveredCredential> Credentials,
    Urgency Urgency)
{
    /// <summary>
    /// When the first of the live secrets ends. A program that uses that secret fails then, even if other secrets live
    /// longer. Null if no secret is live or the first one has no end.
    /// </summary>
    public DateTimeOffset? FirstEnd { get; init; }

    /// <summary>
    /// When the last secret ends or ended. A reminder that uses this date misses the secrets that end earlier. Null if
    /// there is no secret or one has no end.
    /// </summary>
    public DateTimeOffset? LastEnd { get; init; }

    /// <summary>Why the application may not need a secret, and the evidence. Null if nothing indicates it.</summary>
    public string? Advice { get; init; }
}
