using RotationService.Benchmarks.Fleets;
using RotationService.Sandbox;
using RotationService.Sandbox.Control;

namespace RotationService.Benchmarks.Virtual;

/// <summary>A sandbox in virtual time, the way to it, and an empty fleet.</summary>
internal sealed class Scene : IDisposable
{
    /// <param name="vaults">How many vaults there are.</param>
    /// <param name="quota">What share of the published quotas the sandbox enforces.</param>
    public Scene(int vaults, double quota = 1)
    {
        Engine = new SandboxEngine(Time.Clock, new SandboxOptions { TenantId = Fleet.Tenant, Vaults = Fleet.VaultNames(vaults) });
        Engine.Change(new WorldChange { Quotas = new QuotasChange(Scale: quota) });
        Network = new DistantNetwork(Engine, Time);
        Fleet = new Fleet(vaults);
    }

    /// <summary>Its time.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>The sandbox.</summary>
    public SandboxEngine Engine { get; }

    /// <summary>The way to it.</summary>
    public DistantNetwork Network { get; }

    /// <summary>Who is looked after.</summary>
    public Fleet Fleet { get; }

    public void Dispose() => Network.Dispose();
}
