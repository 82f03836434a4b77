using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>
/// A group of applications under one policy: the applications that match all given attributes and the listed ones,
/// without the exceptions.
/// </summary>
/// <remarks>
/// The members are determined from each directory listing. An application that no longer matches keeps its credentials
/// and secrets.
/// </remarks>
public sealed record ApplicationGroup
{
    /// <summary>
    /// A tag that the members must have, compared without regard to case, as Graph does. Null for any.
    /// </summary>
    public string? Tag { get; init; }

    /// <summary>A pattern that the display names of the members must match. Null for any.</summary>
    public NamePattern? DisplayName { get; init; }

    /// <summary>The user who must own the members, by user principal name or object ID. Null for any.</summary>
    public string? Owner { get; init; }

    /// <summary>The client IDs of applications that belong to the group regardless of their attributes.</summary>
    public IReadOnlyList<Guid> AppIds { get; init; } = [];

    /// <summary>The client IDs of applications that never belong to the group.</summary>
    public IReadOnlyList<Guid> ExceptAppIds { get; init; } = [];

    /// <summary>Patterns of the display names of applications that never belong to the group.</summary>
    public IReadOnlyList<NamePattern> ExceptNames { get; init; } = [];

    /// <summary>
    /// The exceptions, as the policy file writes them, that may match no application. Any other exception without a
    /// match is reported.
    /// </summary>
    public IReadOnlyList<string> OptionalExceptions { get; init; } = [];

    /// <summary>Whether the group selects applications by attribute, and not only by listing them.</summary>
    public bool Searches => Tag is not null || DisplayName is not null || Owner is not null;

    /// <summary>Whether an application belongs to the group.</summary>
    /// <param name="application">The application, with its tags and owners.</param>
    public bool Has(DirectoryApplication application) =>
        (AppIds.Contains(application.AppId) || Fits(application)) && !Excepts(application);

    /// <summary>Whether an application is an exception.</summary>
    internal bool Excepts(DirectoryApplication application) =>
        (ExceptAppIds.Count > 0 && ExceptAppIds.Contains(application.AppId))
        || (ExceptNames.Count > 0 && ExceptNames.Any(name => name.Fits(application.DisplayName)));

    /// <summary>
    /// Whether an application matches all attributes of the group, regardless of <see cref="AppIds"/> and the
    /// exceptions.
    /// </summary>
    internal bool Fits(DirectoryApplication application) =>
        Searches
        && (Tag is null || application.Tags.Contains(Tag, StringComparer.OrdinalIgnoreCase))
        && (DisplayName is null || DisplayName.Fits(application.DisplayName))
        && (Owner is null || application.Owners.Contains(Owner, StringComparer.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        " and ",
        ((string?[])
        [
            Tag is null ? null : $"tag {Tag}",
            DisplayName is null ? null : $"display name \"{DisplayName}\"",
            Owner is null ? null : $"owner {Owner}",
        ]).Where(part => part is not null).DefaultIfEmpty($"{AppIds.Count} appIds"));
}
