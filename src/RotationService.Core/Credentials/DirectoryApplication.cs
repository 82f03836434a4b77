namespace RotationService.Core.Credentials;

/// <summary>An app registration, or a service principal, as one read of the directory showed it.</summary>
/// <param name="AppId">Its client id.</param>
/// <param name="ObjectId">Its object id, by which it is addressed.</param>
/// <param name="DisplayName">Its display name; not unique.</param>
/// <param name="SignInAudience">Who may sign in to it; decides how many secrets it may have.</param>
/// <param name="Credentials">Its password credentials. The read may lag by minutes and go backwards.</param>
public sealed record DirectoryApplication(
    Guid AppId,
    Guid ObjectId,
    string DisplayName,
    string? SignInAudience,
    IReadOnlyList<Credential> Credentials)
{
    /// <summary>Takes two for one if they are at one address.</summary>
    internal static readonly IEqualityComparer<DirectoryApplication> ByAddress = EqualityComparer<DirectoryApplication>.Create(
        (one, other) => one!.Address == other!.Address,
        application => application.Address.GetHashCode());

    /// <summary>Whether these are the credentials of its registration or of its service principal.</summary>
    public DirectoryKind Kind { get; init; }

    /// <summary>The tenant it is in; null if nothing names it: neither the policy file nor the token that it was read with.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>What of its credentials cannot be read, so that nothing can be decided about them; null if all can.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Where they are.</summary>
    public DirectoryAddress Address => new(Kind, ObjectId) { TenantId = TenantId };

    /// <summary>Its tags, if they were asked for; else empty.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its owners, each by object id and, where we may see it, by user principal name, too; empty if they were not asked for.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Whether another read showed the same in everything.</summary>
    public bool ShowsTheSameAs(DirectoryApplication other) =>
        ReferenceEquals(this, other)
        || (HasTheSameCredentialsAs(other) && Tags.SequenceEqual(other.Tags) && Owners.SequenceEqual(other.Owners));

    /// <summary>Whether another read showed the same in everything but the tags and the owners, which not every read asks for.</summary>
    public bool HasTheSameCredentialsAs(DirectoryApplication other) =>
        ReferenceEquals(this, other)
        || (this with { Credentials = other.Credentials, Tags = other.Tags, Owners = other.Owners } == other && Credentials.SequenceEqual(other.Credentials));

    /// <summary>Whether it is open to personal Microsoft accounts and may therefore have at most two secrets.</summary>
    /// <remarks>Source: Entra's documentation of validation differences by supported account types. It is about registrations; that a service principal is not limited is assumed.</remarks>
    public bool IsOpenToPersonalAccounts => Kind is DirectoryKind.Application && SignInAudience is "AzureADandPersonalMicrosoftAccount" or "PersonalMicrosoftAccount";
}
