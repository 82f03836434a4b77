namespace RotationService.Sandbox.State;

/// <summary>The behaviour of the sandbox's world that <c>POST world</c> sets for everything at once.</summary>
internal sealed class Settings : IEntity
{
    /// <summary>The operator's application permissions on Microsoft Graph.</summary>
    public IReadOnlyList<string> GraphPermissions { get; set; } = ["Application.ReadWrite.OwnedBy", "Policy.Read.All"];

    /// <summary>The default app management policy of the tenant.</summary>
    public AppManagementPolicy Policy { get; set; } =
        new(IsEnabled: false, PasswordAddition: false, PasswordLifetime: null);

    /// <summary>How far the slowest replica of the directory lags.</summary>
    public TimeSpan ReadLag { get; set; }

    /// <summary>How long the token service refuses a new credential at most.</summary>
    public TimeSpan UsabilityDelay { get; set; }

    /// <summary>Whether a credential that is not usable yet is accepted every other time.</summary>
    public bool Sporadic { get; set; }

    /// <summary>
    /// The minimum interval between writes to one directory object. A write that comes sooner is refused. Zero refuses
    /// none.
    /// </summary>
    public TimeSpan WriteSpacing { get; set; }

    public bool QuotasEnabled { get; set; } = true;

    /// <summary>The factor that multiplies the published quotas.</summary>
    public double QuotaScale { get; set; } = 1;

    string IEntity.Kind => "settings";

    string IEntity.Key => "settings";
}
