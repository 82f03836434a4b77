using RotationService.Azure;
using RotationService.Composition;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Timing;
using RotationService.Sandbox;
using RotationService.TestKit.Fakes;

namespace RotationService.Simulation.Memory;

/// <summary>The real sweeper and the real clients, over the sandbox's in-memory front door: who keeps a secret longer than the call that needs it?</summary>
public sealed class ForgettingTests : IDisposable
{
    /// <summary>The value that is being proven, while the next log-in is less than a minute off, and the string in it.</summary>
    private const int BeingProven = 2;

    private readonly SandboxClock _time = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), TimeProvider.System, speed: 0);
    private readonly SandboxEngine _engine;
    private readonly HttpMessageHandler _handler;
    private readonly AzureConnection _azure;
    private readonly SecretWatch _watch = new();
    private readonly Sweeper _sweeper;
    private readonly List<int> _aliveWhileWaiting = [];

    public ForgettingTests()
    {
        _engine = new SandboxEngine(_time, new SandboxOptions());
        _handler = _engine.CreateHandler();
        var clock = new ServiceClock(_time);
        _azure = new AzureConnection(
            new AzureOptions
            {
                TenantId = _engine.Operator.TenantId,
                Operator = new OperatorSecret(_engine.Operator.TenantId, _engine.Operator.ClientId, new SecretText(_engine.Operator.ClientSecret)),
                Handler = _handler,
                DisableInstanceDiscovery = true,
            },
            clock);
        _sweeper = new Sweeper(
            new RotationDependencies(
                _watch.Over(_azure.Directory),
                _watch.Over(_azure.Vaults),
                _azure.Tokens,
                new AuditInMemory(),
                new FreshIdentifiers(),
                new SilentEvents(),
                clock),
            IdleAsync);
    }

    [Fact]
    public async Task Nothing_keeps_a_secret_while_the_sweeper_waits_but_for_the_half_minute_in_which_it_is_proven()
    {
        await SweepAsync(ThePolicy());
        Assert.True(_watch.Seen > 0);
        Assert.Equal([0, BeingProven, BeingProven], _aliveWhileWaiting);
        Assert.Equal(0, _watch.CountAlive());
    }

    [Fact]
    public async Task Nothing_keeps_the_published_secret_while_the_next_one_is_proven()
    {
        var policy = ThePolicy();
        await SweepAsync(policy);
        _time.Advance(TimeSpan.FromDays(61));
        var before = _watch.Seen;
        _aliveWhileWaiting.Clear();

        await SweepAsync(policy);
        Assert.True(_watch.Seen > before);
        Assert.Equal([0, BeingProven, BeingProven], _aliveWhileWaiting);
        Assert.Equal(0, _watch.CountAlive());
    }

    [Fact]
    public async Task A_value_whose_next_log_in_is_further_off_is_not_kept_until_then()
    {
        var policy = ThePolicy();
        await SweepAsync(policy with { Verify = policy.Verify with { Over = TimeSpan.FromMinutes(2) } });
        Assert.Equal([0, 0, 0], _aliveWhileWaiting);
    }

    public void Dispose()
    {
        _azure.Dispose();
        _handler.Dispose();
    }

    private async Task SweepAsync(Policy policy)
    {
        var report = await _sweeper.SweepOnceAsync(new PolicySet(null, [policy]), request: null, CancellationToken.None);
        Assert.Null(report.DirectoryFailure);
        Assert.Contains(Assert.Single(report.Applications).Steps, step => step.Step is Core.Planning.Step.Promote);

        // Off the stack of what has just ended, which may still hold what it worked with.
        await Task.Yield();
    }

    private Policy ThePolicy()
    {
        var application = _engine.AddApplication(new NewApplication { DisplayName = "payments" });
        return new Policy("payments", ApplicationSelector.ByAppId(application.AppId), [new Uri("https://contoso-prod.vault.azure.net/")], "payments-secret")
        {
            Lifetime = TimeSpan.FromDays(90),
            RenewBefore = TimeSpan.FromDays(30),
        };
    }

    private async Task IdleAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        await Task.Yield();
        _aliveWhileWaiting.Add(_watch.CountAlive());
        _time.Advance(wait);
    }
}
