namespace RotationService.Sandbox;

/// <summary>
/// The options for a new sandbox. A restored sandbox keeps its own state, and only missing vaults are added.
/// </summary>
public sealed class SandboxOptions
{
    /// <summary>The seed of every GUID, secret and random decision. The default is 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The tenant. By default it is derived from the seed.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The names of the initial vaults. The default is <c>contoso-prod</c>.</summary>
    public IReadOnlyList<string> Vaults { get; init; } = ["contoso-prod"];

    /// <summary>The wall clock by which the operator's tokens age. The default is the system clock.</summary>
    public TimeProvider RealTime { get; init; } = TimeProvider.System;

    /// <summary>
    /// How far the slowest replica of the directory lags behind. The default is zero. Lags of 0 to 300 s have been
    /// observed in Entra.
    /// </summary>
    public TimeSpan ReadLag { get; init; }

    /// <summary>
    /// How long the token service refuses a new credential at most. The default is zero. Delays of 4 to 18 s have been
    /// observed in Entra.
    /// </summary>
    public TimeSpan UsabilityDelay { get; init; }

    /// <summary>
    /// Whether a credential that is not usable yet is accepted every other time. The default is false.
    /// </summary>
    public bool Sporadic { get; init; }

    /// <summary>
    /// The minimum interval between writes to one application. A write that comes sooner is refused with 409 or 503.
    /// The default is zero, which refuses none.
    /// </summary>
    public TimeSpan WriteSpacing { get; init; }

    /// <summary>Whether the published quotas apply. The default is true.</summary>
    public bool Quotas { get; init; } = true;
}
