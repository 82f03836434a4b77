using RotationService.Azure;
using RotationService.Benchmarks.Virtual;
using RotationService.Composition;
using RotationService.Core.Credentials;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Timing;
using RotationService.Sandbox;
using RotationService.TestKit.Clocks;
using RotationService.TestKit.Fakes;

namespace RotationService.Benchmarks.Fleets;

/// <summary>The service as it runs in production, on a virtual network and clock, with its audit log in memory.</summary>
internal sealed class Ours : IDisposable
{
    private readonly AzureConnection _azure;

    /// <param name="engine">The sandbox.</param>
    /// <param name="time">Virtual time.</param>
    /// <param name="network">The way to the sandbox.</param>
    /// <param name="events">Who is told.</param>
    /// <param name="vaultCheckEverySweeps">In which of its sweeps it looks at an application at rest.</param>
    public Ours(SandboxEngine engine, VirtualTime time, HttpMessageHandler network, IRotationEvents events, int vaultCheckEverySweeps)
    {
        var clock = new ServiceClock(time);
        var identity = engine.Operator;
        _azure = new AzureConnection(
            new AzureOptions
            {
                TenantId = identity.TenantId,
                Operator = new OperatorSecret(identity.TenantId, identity.ClientId, new SecretText(identity.ClientSecret)),
                Handler = network,
                DisableInstanceDiscovery = true,
                RealTime = new StandingTime(),
            },
            clock);
        Sweeper = new Sweeper(
            new RotationDependencies(
                _azure.Directory,
                _azure.Vaults,
                _azure.Tokens,
                new AuditInMemory(keepsRecords: false),
                new FreshIdentifiers(),
                events,
                clock),
            time.WaitAsync,
            vaultCheckEverySweeps: vaultCheckEverySweeps);
    }

    /// <summary>What does the work, as parallel as in production.</summary>
    public Sweeper Sweeper { get; }

    public void Dispose() => _azure.Dispose();
}
