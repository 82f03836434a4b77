using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>A sweep of one tenant, which a scheduler may ask for at any time.</summary>
public sealed class TenantSweepTests
{
    private static readonly Guid Here = Guid.Parse("00000000-0000-0000-0000-0000000000aa");
    private static readonly Guid There = Guid.Parse("00000000-0000-0000-0000-0000000000bb");

    private readonly World _world = new();
    private readonly FakeApplication _billing;
    private readonly FakeApplication _mailer;

    public TenantSweepTests()
    {
        _billing = _world.Add("billing", tenantId: Here);
        _mailer = _world.Add("mailer", tenantId: There);
    }

    private PolicySet Policies => new(null, [World.Policy(_billing), World.Policy(_mailer)]) { Tenants = [Here, There] };

    [Fact]
    public async Task It_works_on_the_applications_of_that_tenant_alone()
    {
        var report = await _world.NewSweeper().SweepTenantAsync(Policies, There, CancellationToken.None);

        var application = Assert.Single(report.Applications);
        Assert.Equal((There, Reason.UpToDate), (application.Application!.TenantId, application.Reason));
        Assert.Single(_mailer.Live);
        Assert.Empty(_billing.Live);
    }

    [Fact]
    public async Task What_it_leaves_out_is_not_forgotten()
    {
        var sweeper = _world.NewSweeper(vaultCheckEverySweeps: 100);
        await sweeper.SweepOnceAsync(Policies, request: null, CancellationToken.None);
        await sweeper.SweepTenantAsync(Policies, There, CancellationToken.None);

        _world.Fault = call => call is "versions" ? throw new InvalidOperationException("A vault was read again.") : null;
        var report = await sweeper.SweepOnceAsync(Policies, request: null, CancellationToken.None);

        Assert.All(report.Applications, application => Assert.Equal(Reason.UpToDate, application.Reason));
    }

    [Fact]
    public async Task Where_the_policies_name_no_tenants_it_is_a_sweep_of_all()
    {
        var policies = new PolicySet(null, [World.Policy(_world.Add("portal"))]);

        var report = await _world.NewSweeper().SweepTenantAsync(policies, Here, CancellationToken.None);

        Assert.Equal(Reason.UpToDate, Assert.Single(report.Applications).Reason);
    }
}
