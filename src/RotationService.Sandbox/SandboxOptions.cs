namespace RotationService.Sandbox;

/// <summary>What a new sandbox is made from. A restored one keeps what it was; only missing vaults are added.</summary>
public sealed class SandboxOptions
{
    /// <summary>What every GUID, secret and chance is derived from. The default is 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The tenant. The default is derived from the seed.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The names of the vaults that are there from the start. The default is <c>contoso-prod</c>.</summary>
    public IReadOnlyList<string> Vaults { get; init; } = ["contoso-prod"];

    /// <summary>The wall clock, by which the operator's tokens age. The default is the system's.</summary>
    public TimeProvider RealTime { get; init; } = TimeProvider.System;

    /// <summary>How far the worst replica of the directory lags behind. The default is zero; 0 to 300 s are seen in the field.</summary>
    public TimeSpan ReadLag { get; init; }

    /// <summary>How long, at most, a new credential is refused by the token service. The default is zero; 4 to 18 s are seen in the field.</summary>
    public TimeSpan UsabilityDelay { get; init; }

    /// <summary>Whether a credential that is not usable yet is accepted one time in two. The default is no.</summary>
    public bool Sporadic { get; init; }

    /// <summary>Writes to one application that come closer together than this are refused with 409 or 503. The default, zero, refuses none.</summary>
    public TimeSpan WriteSpacing { get; init; }

    /// <summary>Whether the published quotas are kept. The default is yes.</summary>
    public bool Quotas { get; init; } = true;
}
