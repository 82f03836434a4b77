namespace RotationService.Sandbox.State;

/// <summary>An application or a service principal, live or deleted, with every credential that it ever had.</summary>
/// <remarks>Nothing is discarded. A lagging read is answered with the state of an earlier time.</remarks>
internal sealed class DirectoryEntry : IEntity
{
    private string? _key;

    public required EntryKind EntryKind { get; init; }

    public required Guid TenantId { get; init; }

    public required Guid ObjectId { get; init; }

    public required Guid AppId { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>The position in the order of creation, which is the order of lists (assumption).</summary>
    public required int Sequence { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string SignInAudience { get; init; } = "AzureADMyOrg";

    /// <summary>Whether the operator's service principal is an owner.</summary>
    public bool Owned { get; set; }

    /// <summary>The user principal names of the people who own the object.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the object was soft-deleted. Null if it is not deleted.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Whether the object is disabled for everyone. Log-ins then fail with AADSTS7000112.</summary>
    public bool Disabled { get; set; }

    /// <summary>
    /// Whether Conditional Access blocks log-ins. Log-ins with the correct secret then fail with AADSTS53003.
    /// </summary>
    public bool ConditionalAccess { get; set; }

    /// <summary>
    /// The app management policy of the object, which overrides the policy of the tenant (documented). Null if there is
    /// none.
    /// </summary>
    public AppManagementPolicy? Policy { get; set; }

    public DateTimeOffset? LastWriteAt { get; set; }

    public IList<Credential> Credentials { get; init; } = [];

    string IEntity.Kind => "directory";

    string IEntity.Key => _key ??= ObjectId.ToString();

    /// <summary>
    /// Whether the application accepts personal accounts, which limits it to two secrets and 60 writes a minute
    /// (documented).
    /// </summary>
    internal bool IsPersonal => SignInAudience is "AzureADandPersonalMicrosoftAccount" or "PersonalMicrosoftAccount";

    internal bool IsThere(DateTimeOffset asOf) => CreatedAt <= asOf && !(DeletedAt <= asOf);

    internal IEnumerable<Credential> LiveCredentials(DateTimeOffset asOf) => Credentials.Where(c => c.IsThere(asOf));
}
