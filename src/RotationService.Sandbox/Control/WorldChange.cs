namespace RotationService.Sandbox.Control;

/// <summary>The body of <c>POST world</c>. It changes what it contains. What it omits stays unchanged.</summary>
internal sealed record WorldChange
{
    /// <summary>Tenants that exist from now on, each with the operator's service principal.</summary>
    public IReadOnlyList<Guid> Tenants { get; init; } = [];

    public PermissionsChange? Permissions { get; init; }

    public IReadOnlyList<OwnershipChange> Ownership { get; init; } = [];

    /// <summary>The default app management policy of the tenant.</summary>
    public PolicyChange? AppManagementPolicy { get; init; }

    public IReadOnlyList<VaultChange> Vaults { get; init; } = [];

    /// <summary>How far the slowest replica of the directory lags, such as <c>PT30S</c>.</summary>
    public TimeSpan? ReadLag { get; init; }

    public UsabilityChange? Usability { get; init; }

    public QuotasChange? Quotas { get; init; }

    /// <summary>
    /// The minimum interval between writes to one application. A write that comes sooner is refused with 409 or 503.
    /// </summary>
    public TimeSpan? WriteSpacing { get; init; }

    /// <summary>Services that send a wrong <c>Date</c> header from now on.</summary>
    public IReadOnlyList<DateChange> Dates { get; init; } = [];

    public IReadOnlyList<ApplicationChange> Applications { get; init; } = [];

    public IReadOnlyList<SecretChange> Secrets { get; init; } = [];
}

/// <summary>The permissions of the operator.</summary>
/// <param name="Graph">
/// All application permissions on Microsoft Graph, such as <c>Application.ReadWrite.OwnedBy</c>.
/// </param>
internal sealed record PermissionsChange(IReadOnlyList<string>? Graph = null);

/// <summary>Sets whether the operator's service principal owns an application.</summary>
/// <param name="AppId">The client ID.</param>
/// <param name="Owned">Whether it owns the application.</param>
/// <param name="TenantId">The tenant. Null for the first tenant that has the application.</param>
internal sealed record OwnershipChange(Guid AppId, bool Owned, Guid? TenantId = null);

/// <summary>An app management policy.</summary>
/// <param name="IsEnabled">Whether the policy is in force.</param>
/// <param name="PasswordAddition">Whether adding passwords is forbidden.</param>
/// <param name="PasswordLifetime">The longest lifetime, such as <c>P90D</c>. An empty text removes the limit.</param>
internal sealed record PolicyChange(
    bool? IsEnabled = null,
    bool? PasswordAddition = null,
    string? PasswordLifetime = null);

/// <summary>A change to a vault. A vault that does not exist is created.</summary>
/// <param name="Name">The name of the vault.</param>
/// <param name="Firewall">Whether its firewall refuses all requests.</param>
/// <param name="Role">The role of the operator: <c>officer</c>, <c>reader</c> or <c>none</c>.</param>
/// <param name="ReadOnly">
/// Whether the vault has failed over and refuses writes. False fails it back, and everything that was written is
/// visible again.
/// </param>
/// <param name="StaleBy">
/// Fails the vault over now, to a copy that shows the state of that long ago, such as <c>PT3M</c>. The maximum is 15
/// minutes.
/// </param>
/// <param name="Deleted">Whether the name of the vault no longer resolves.</param>
internal sealed record VaultChange(
    string Name,
    bool? Firewall = null,
    State.VaultRole? Role = null,
    bool? ReadOnly = null,
    TimeSpan? StaleBy = null,
    bool? Deleted = null);

/// <summary>Sets how far the <c>Date</c> header of a service is off.</summary>
/// <param name="Host">The service: <c>graph</c>, <c>login</c> or <c>vault</c>.</param>
/// <param name="Ahead">
/// How far the date is ahead, such as <c>P731D</c>. Negative if it is behind, and zero to make it correct again.
/// </param>
internal sealed record DateChange(string Host, TimeSpan Ahead)
{
    /// <summary>The maximum amount by which a date may be off.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromDays(100 * 365);
}

/// <summary>Sets when a new credential becomes usable.</summary>
/// <param name="Delay">How long it is refused at most.</param>
/// <param name="Sporadic">Whether it is accepted every other time during the delay.</param>
internal sealed record UsabilityChange(TimeSpan? Delay = null, bool? Sporadic = null);

/// <summary>The published quotas. Any change fills the token buckets.</summary>
/// <param name="Scale">The factor that multiplies the quotas.</param>
/// <param name="Enabled">Whether the quotas apply.</param>
internal sealed record QuotasChange(double? Scale = null, bool? Enabled = null);

/// <summary>A manual change to one application.</summary>
/// <param name="AppId">The client ID.</param>
/// <param name="Disabled">Whether the application is disabled for everyone.</param>
/// <param name="Deleted">Whether the application is soft-deleted. False restores it.</param>
/// <param name="ConditionalAccess">Whether Conditional Access blocks its log-ins.</param>
/// <param name="ServicePrincipal">Whether the application has a service principal in the tenant.</param>
/// <param name="AppManagementPolicy">The app management policy of the application itself.</param>
/// <param name="AddSecret">A secret to add now.</param>
/// <param name="RemoveSecret">The key ID of a credential to remove now.</param>
/// <param name="TenantId">The tenant. Null for the first tenant that has the application.</param>
internal sealed record ApplicationChange(
    Guid AppId,
    bool? Disabled = null,
    bool? Deleted = null,
    bool? ConditionalAccess = null,
    bool? ServicePrincipal = null,
    PolicyChange? AppManagementPolicy = null,
    AddedSecret? AddSecret = null,
    Guid? RemoveSecret = null,
    Guid? TenantId = null);

/// <summary>A secret that is added manually.</summary>
/// <param name="DisplayName">The display name.</param>
/// <param name="EndsIn">How long from now the secret ends. The default is two years.</param>
internal sealed record AddedSecret(string? DisplayName = null, TimeSpan? EndsIn = null);

/// <summary>
/// A manual change to a secret of a vault. The parts are applied in this order: purge or recover, write, enable or
/// disable, delete.
/// </summary>
/// <param name="Vault">The name of the vault.</param>
/// <param name="Name">The name of the secret.</param>
/// <param name="Value">The value to write as a new version.</param>
/// <param name="FromKeyId">
/// The credential whose value to write as a new version, instead of <paramref name="Value"/>.
/// </param>
/// <param name="Tags">The tags of the new version, or of the newest version if no value is written.</param>
/// <param name="Enabled">Whether the newest version can be read.</param>
/// <param name="Delete">Whether to soft-delete the secret.</param>
/// <param name="Purge">Whether to purge the secret. A live secret is deleted and purged at once.</param>
/// <param name="Recover">Whether to recover the soft-deleted secret.</param>
internal sealed record SecretChange(
    string Vault,
    string Name,
    string? Value = null,
    Guid? FromKeyId = null,
    IReadOnlyDictionary<string, string>? Tags = null,
    bool? Enabled = null,
    bool Delete = false,
    bool Purge = false,
    bool Recover = false);
