namespace RotationService.Sandbox.State;

/// <summary>An application or a service principal, live or deleted, with every credential it ever had.</summary>
/// <remarks>Nothing is forgotten: a lagging read is answered by asking what was there at an earlier time.</remarks>
internal sealed class DirectoryEntry : IEntity
{
    private string? _key;

    public required EntryKind EntryKind { get; init; }

    public required Guid TenantId { get; init; }

    public required Guid ObjectId { get; init; }

    public required Guid AppId { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>Its place in the order of creation, which is the order of lists (assumed).</summary>
    public required int Sequence { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string SignInAudience { get; init; } = "AzureADMyOrg";

    /// <summary>Whether the operator's service principal is one of its owners.</summary>
    public bool Owned { get; set; }

    /// <summary>User principal names of the people who own it.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was soft-deleted; null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Disabled for everyone: log-ins answer AADSTS7000112.</summary>
    public bool Disabled { get; set; }

    /// <summary>Blocked by Conditional Access: log-ins with the right secret answer AADSTS53003.</summary>
    public bool ConditionalAccess { get; set; }

    /// <summary>The app-management policy assigned to it, which overrides the tenant's (documented).</summary>
    public AppManagementPolicy? Policy { get; set; }

    public DateTimeOffset? LastWriteAt { get; set; }

    public IList<Credential> Credentials { get; init; } = [];

    string IEntity.Kind => "directory";

    string IEntity.Key => _key ??= ObjectId.ToString();

    /// <summary>Open to personal accounts: two secrets at most, and 60 writes a minute (documented).</summary>
    internal bool IsPersonal => SignInAudience is "AzureADandPersonalMicrosoftAccount" or "PersonalMicrosoftAccount";

    internal bool IsThere(DateTimeOffset asOf) => CreatedAt <= asOf && !(DeletedAt <= asOf);

    internal IEnumerable<Credential> LiveCredentials(DateTimeOffset asOf) => Credentials.Where(c => c.IsThere(asOf));
}
