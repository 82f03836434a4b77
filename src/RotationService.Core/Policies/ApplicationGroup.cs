using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>Many applications under one policy: those that fit all that is given, and those that are listed, without the exceptions.</summary>
/// <remarks>Who belongs is found out anew from each listing of the directory. An application that does not fit any more keeps everything.</remarks>
public sealed record ApplicationGroup
{
    /// <summary>A tag that they bear, compared as Graph does, without regard to case; null for any.</summary>
    public string? Tag { get; init; }

    /// <summary>What their display names look like; null for any.</summary>
    public NamePattern? DisplayName { get; init; }

    /// <summary>The user who owns them, by user principal name or object id; null for any.</summary>
    public string? Owner { get; init; }

    /// <summary>Applications that belong to it whatever they bear, by client id.</summary>
    public IReadOnlyList<Guid> AppIds { get; init; } = [];

    /// <summary>Applications that do not belong to it whatever else is said, by client id.</summary>
    public IReadOnlyList<Guid> ExceptAppIds { get; init; } = [];

    /// <summary>The same by display name.</summary>
    public IReadOnlyList<NamePattern> ExceptNames { get; init; } = [];

    /// <summary>Those exceptions, as they are written, that may name no application. Any other that names none is reported.</summary>
    public IReadOnlyList<string> OptionalExceptions { get; init; } = [];

    /// <summary>Whether applications are found by what they are like, and not only by being listed.</summary>
    public bool Searches => Tag is not null || DisplayName is not null || Owner is not null;

    /// <summary>Whether an application belongs to it.</summary>
    /// <param name="application">The application, with its tags and owners.</param>
    public bool Has(DirectoryApplication application) =>
        (AppIds.Contains(application.AppId) || Fits(application)) && !Excepts(application);

    /// <summary>Whether it is an exception.</summary>
    internal bool Excepts(DirectoryApplication application) =>
        (ExceptAppIds.Count > 0 && ExceptAppIds.Contains(application.AppId))
        || (ExceptNames.Count > 0 && ExceptNames.Any(name => name.Fits(application.DisplayName)));

    /// <summary>Whether an application is what the group searches for, listed or not, exception or not.</summary>
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
