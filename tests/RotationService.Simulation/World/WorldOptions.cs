using RotationService.Core.Policies;
using RotationService.Simulation.Hostility;

namespace RotationService.Simulation.World;

/// <summary>How a world is made.</summary>
internal sealed record WorldOptions
{
    public IReadOnlyList<string> Vaults { get; init; } = ["contoso-we", "contoso-ne"];

    /// <summary>What is put between the parts of each process.</summary>
    public Func<ServiceProcess, Seams> Seams { get; init; } = _ => World.Seams.None;

    /// <summary>What the service makes of a policy that it has read.</summary>
    public Func<Policy, Policy> Understand { get; init; } = policy => policy;

    /// <summary>Whether a lifecycle is that of a service principal's credentials, and not of a registration's.</summary>
    public bool OfServicePrincipal { get; init; }

    /// <summary>Whether the applications are in two tenants, one in this and one in that.</summary>
    public bool OfTwoTenants { get; init; }

    /// <summary>In which of its sweeps a process looks at an application at rest; every sixth, as by default.</summary>
    public int VaultCheckEverySweeps { get; init; } = 6;

    /// <summary>Whether a hostile party takes part, as far as the seed decides that.</summary>
    public PartyChoice Party { get; init; } = PartyChoice.None;

    /// <summary>Whether its history is written down for people.</summary>
    public bool IsRead { get; init; }

    /// <summary>Whether all that the service writes is listened to, for the hunt for secrets.</summary>
    public bool IsHeard { get; init; } = true;
}
