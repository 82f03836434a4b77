namespace RotationService.Sandbox.State;

/// <summary>How the world behaves, as far as <c>POST world</c> can set it for everything at once.</summary>
internal sealed class Settings : IEntity
{
    /// <summary>The operator's application permissions on Graph.</summary>
    public IReadOnlyList<string> GraphPermissions { get; set; } = ["Application.ReadWrite.OwnedBy", "Policy.Read.All"];

    /// <summary>The tenant's default app-management policy.</summary>
    public AppManagementPolicy Policy { get; set; } = new(IsEnabled: false, PasswordAddition: false, PasswordLifetime: null);

    /// <summary>How far the worst replica of the directory lags.</summary>
    public TimeSpan ReadLag { get; set; }

    /// <summary>How long, at most, a new credential is refused by the token service.</summary>
    public TimeSpan UsabilityDelay { get; set; }

    /// <summary>Whether a credential that is not usable yet is accepted one time in two.</summary>
    public bool Sporadic { get; set; }

    /// <summary>Writes to one directory object that come closer together than this are refused; zero: never.</summary>
    public TimeSpan WriteSpacing { get; set; }

    public bool QuotasEnabled { get; set; } = true;

    /// <summary>What the published quotas are multiplied by.</summary>
    public double QuotaScale { get; set; } = 1;

    string IEntity.Kind => "settings";

    string IEntity.Key => "settings";
}
