namespace RotationService.Sandbox.Control;

/// <summary>The body of <c>POST world</c>: what is given is changed, what is left out stays as it is.</summary>
internal sealed record WorldChange
{
    /// <summary>Tenants that are there from now on, with the operator known in each.</summary>
    public IReadOnlyList<Guid> Tenants { get; init; } = [];

    public PermissionsChange? Permissions { get; init; }

    public IReadOnlyList<OwnershipChange> Ownership { get; init; } = [];

    /// <summary>The tenant's default policy.</summary>
    public PolicyChange? AppManagementPolicy { get; init; }

    public IReadOnlyList<VaultChange> Vaults { get; init; } = [];

    /// <summary>How far the worst replica of the directory lags: <c>PT30S</c>.</summary>
    public TimeSpan? ReadLag { get; init; }

    public UsabilityChange? Usability { get; init; }

    public QuotasChange? Quotas { get; init; }

    /// <summary>Writes to one application closer together than this are refused with 409 or 503.</summary>
    public TimeSpan? WriteSpacing { get; init; }

    /// <summary>Services whose answers bear a wrong <c>Date</c> from now on.</summary>
    public IReadOnlyList<DateChange> Dates { get; init; } = [];

    public IReadOnlyList<ApplicationChange> Applications { get; init; } = [];

    public IReadOnlyList<SecretChange> Secrets { get; init; } = [];
}

/// <summary>The operator's permissions.</summary>
/// <param name="Graph">All its application permissions on Graph: <c>Application.ReadWrite.OwnedBy</c>, …</param>
internal sealed record PermissionsChange(IReadOnlyList<string>? Graph = null);

/// <summary>Whether the operator's service principal owns an application.</summary>
/// <param name="AppId">Its appId.</param>
/// <param name="Owned">Whether it does.</param>
/// <param name="TenantId">In which tenant; in whichever has it if left out.</param>
internal sealed record OwnershipChange(Guid AppId, bool Owned, Guid? TenantId = null);

/// <summary>An app-management policy.</summary>
/// <param name="IsEnabled">Whether it is in force.</param>
/// <param name="PasswordAddition">Whether passwords may not be added.</param>
/// <param name="PasswordLifetime">The longest lifetime: <c>P90D</c>; an empty text lifts the limit.</param>
internal sealed record PolicyChange(bool? IsEnabled = null, bool? PasswordAddition = null, string? PasswordLifetime = null);

/// <summary>A vault; one that is not there yet is made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Firewall">Whether its firewall turns everyone away.</param>
/// <param name="Role">What the operator may do: <c>officer</c>, <c>reader</c> or <c>none</c>.</param>
/// <param name="ReadOnly">Whether it has failed over and refuses writes; false fails it back, and all that was written is there again.</param>
/// <param name="StaleBy">It fails over now, to a copy that shows what was there so long ago: <c>PT3M</c>, 15 minutes at most.</param>
/// <param name="Deleted">Whether its name no longer resolves.</param>
internal sealed record VaultChange(string Name, bool? Firewall = null, State.VaultRole? Role = null, bool? ReadOnly = null, TimeSpan? StaleBy = null, bool? Deleted = null);

/// <summary>How far a service's <c>Date</c> is off.</summary>
/// <param name="Host"><c>graph</c>, <c>login</c> or <c>vault</c>.</param>
/// <param name="Ahead">How far it is ahead: <c>P731D</c>; negative: behind; zero: right again.</param>
internal sealed record DateChange(string Host, TimeSpan Ahead)
{
    /// <summary>The most that a date may be off by.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromDays(100 * 365);
}

/// <summary>When a new credential works.</summary>
/// <param name="Delay">How long it is refused, at most.</param>
/// <param name="Sporadic">Whether it is accepted one time in two meanwhile.</param>
internal sealed record UsabilityChange(TimeSpan? Delay = null, bool? Sporadic = null);

/// <summary>The published quotas; any change fills the buckets.</summary>
/// <param name="Scale">What they are multiplied by.</param>
/// <param name="Enabled">Whether they are kept.</param>
internal sealed record QuotasChange(double? Scale = null, bool? Enabled = null);

/// <summary>Something done to one application by hand.</summary>
/// <param name="AppId">Its appId.</param>
/// <param name="Disabled">Whether it is disabled for everyone.</param>
/// <param name="Deleted">Whether it is soft-deleted; false restores it.</param>
/// <param name="ConditionalAccess">Whether Conditional Access blocks its log-ins.</param>
/// <param name="ServicePrincipal">Whether it has a service principal in the tenant.</param>
/// <param name="AppManagementPolicy">A policy of its own.</param>
/// <param name="AddSecret">A secret to be added now.</param>
/// <param name="RemoveSecret">The keyId of a credential to be removed now.</param>
/// <param name="TenantId">In which tenant; in whichever has it if left out.</param>
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

/// <summary>A secret added by hand.</summary>
/// <param name="DisplayName">Its display name.</param>
/// <param name="EndsIn">In how long it ends; two years by default.</param>
internal sealed record AddedSecret(string? DisplayName = null, TimeSpan? EndsIn = null);

/// <summary>Something done to a vault's secret by hand, in this order: purge or recover, write, enable or disable, delete.</summary>
/// <param name="Vault">The vault's name.</param>
/// <param name="Name">The secret's name.</param>
/// <param name="Value">A value to be written as a new version.</param>
/// <param name="FromKeyId">Or the value of this credential.</param>
/// <param name="Tags">The new version's tags, or with no value the newest version's.</param>
/// <param name="Enabled">Whether the newest version can be read.</param>
/// <param name="Delete">Whether it is soft-deleted.</param>
/// <param name="Purge">Whether the soft-deleted secret is purged; without <paramref name="Delete"/> before it, a live one is deleted and purged.</param>
/// <param name="Recover">Whether the soft-deleted secret is recovered.</param>
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
