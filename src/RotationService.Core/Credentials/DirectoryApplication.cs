namespace RotationService.Core.Credentials;

/// <summary>An app registration or a service principal, as one read of the directory showed it.</summary>
/// <param name="AppId">The client ID.</param>
/// <param name="ObjectId">The object ID, which addresses the object.</param>
/// <param name="DisplayName">The display name. It is not unique.</param>
/// <param name="SignInAudience">
/// Who can sign in to the application. It decides how many secrets the application may have.
/// </param>
/// <param name="Credentials">
/// The password credentials. The read can be minutes old, and a later read can show an older state.
/// </param>
public sealed record DirectoryApplication(
    Guid AppId,
    Guid ObjectId,
    string DisplayName,
    string? SignInAudience,
    IReadOnlyList<Credential> Credentials)
{
    /// <summary>Compares applications by their address only.</summary>
    internal static readonly IEqualityComparer<DirectoryApplication> ByAddress =
        EqualityComparer<DirectoryApplication>.Create(
            (one, other) => one!.Address == other!.Address,
            application => application.Address.GetHashCode());

    /// <summary>Whether the credentials belong to the app registration or to the service principal.</summary>
    public DirectoryKind Kind { get; init; }

    /// <summary>
    /// The tenant of the object. Null if neither the policy file nor the access token of the read names it.
    /// </summary>
    public Guid? TenantId { get; init; }

    /// <summary>
    /// Describes what cannot be read of the credentials. Then no decision about them is possible. Null if everything
    /// can be read.
    /// </summary>
    public string? Unreadable { get; init; }

    /// <summary>The address of the object.</summary>
    public DirectoryAddress Address => new(Kind, ObjectId) { TenantId = TenantId };

    /// <summary>The tags. Empty if the read did not request them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>
    /// The owners. Each owner is listed by object ID, and also by user principal name if the identity may read it.
    /// Empty if the read did not request them.
    /// </summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Whether another read showed the same object in every respect.</summary>
    public bool ShowsTheSameAs(DirectoryApplication other) =>
        ReferenceEquals(this, other)
        || (HasTheSameCredentialsAs(other) && Tags.SequenceEqual(other.Tags) && Owners.SequenceEqual(other.Owners));

    /// <summary>
    /// Whether another read showed the same object, apart from the tags and owners, which not every read requests.
    /// </summary>
    public bool HasTheSameCredentialsAs(DirectoryApplication other) =>
        ReferenceEquals(this, other)
        || (this with { Credentials = other.Credentials, Tags = other.Tags, Owners = other.Owners } == other
            && Credentials.SequenceEqual(other.Credentials));

    /// <summary>
    /// Whether the application accepts personal Microsoft accounts and can therefore have at most two secrets.
    /// </summary>
    /// <remarks>
    /// Source: the Entra documentation of validation differences by supported account types. It describes app
    /// registrations. The absence of such a limit for service principals is an assumption.
    /// </remarks>
    public bool IsOpenToPersonalAccounts =>
        Kind is DirectoryKind.Application
        && SignInAudience is "AzureADandPersonalMicrosoftAccount" or "PersonalMicrosoftAccount";
}
