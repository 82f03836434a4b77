namespace RotationService.Core.Credentials;

/// <summary>A password credential's metadata, as Graph shows it on the application. Never its value.</summary>
/// <param name="KeyId">Its only handle.</param>
/// <param name="DisplayName">What whoever made it called it; null if nothing.</param>
/// <param name="StartDateTime">When it starts to be valid; Graph's default is when it was made. People backdate it, so it proves no age of a foreign one.</param>
/// <param name="EndDateTime">When it ends; <see cref="DateTimeOffset.MaxValue"/> if Graph shows no end.</param>
/// <param name="Hint">The value's first three characters; null if Graph shows none.</param>
public sealed record Credential(
    Guid KeyId,
    string? DisplayName,
    DateTimeOffset StartDateTime,
    DateTimeOffset EndDateTime,
    string? Hint)
{
    /// <summary>Our mark, if it bears one.</summary>
    public CredentialMark? Mark { get; } = CredentialMark.TryParse(DisplayName);

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded(DateTimeOffset now) => now >= EndDateTime;
}
