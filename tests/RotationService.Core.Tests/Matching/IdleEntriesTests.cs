using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Matching;

/// <summary>Exceptions and overrides that name nothing: reported with the nearest name, and nothing is held back for them.</summary>
public sealed class IdleEntriesTests
{
    private readonly World _world = new();
    private readonly FakeApplication _legacy;

    public IdleEntriesTests()
    {
        _legacy = Tagged("svc-legacy");
        Tagged("svc-mailer");
    }

    [Fact]
    public async Task A_misspelt_exception_is_reported_with_the_nearest_name_and_nothing_is_held_back_for_it()
    {
        var report = await _world.SweepAsync(Team(Except("svc-legcy")));
        var row = Assert.Single(report.Policies);
        Assert.Equal((Reason.EntryMatchesNothing, Condition.NeedsAttention, true, 1), (row.Reason, row.Condition, row.NeedsHuman, row.Count));
        Assert.StartsWith("The exception svc-legcy matches no application (did you mean svc-legacy?). ", row.Message, StringComparison.Ordinal);
        Assert.Equal([Reason.UpToDate, Reason.UpToDate], report.Applications.Select(application => application.Reason));
        Assert.Single(_legacy.Live);
        Assert.Equal(row.Message, Assert.Single((await LookAsync(Team(Except("svc-legcy")))).Policies).Message);
    }

    [Theory]
    [InlineData("svc-legacy")]
    [InlineData("SVC-LEGACY")]
    [InlineData("*-legacy")]
    [InlineData("under-no-policy")]
    [InlineData("under-*")]
    [InlineData("not-ours")]
    public async Task An_exception_that_fits_any_application_is_none(string except)
    {
        _world.Add("under-no-policy");
        _world.Add("not-ours").IsOurs = false;
        Assert.Empty((await _world.SweepAsync(Team(Except(except)))).Policies);
    }

    [Theory]
    [InlineData("*-legcy")]
    [InlineData("legacy")]
    public async Task So_is_a_pattern_and_a_name_that_is_near_none(string except) =>
        Assert.Equal(Reason.EntryMatchesNothing, Assert.Single((await _world.SweepAsync(Team(Except(except)))).Policies).Reason);

    [Fact]
    public async Task An_appId_is_reported_like_a_name()
    {
        Assert.Empty((await _world.SweepAsync(Team(new ApplicationGroup { Tag = "auto-rotate", ExceptAppIds = [_legacy.AppId] }))).Policies);
        var missing = Guid.NewGuid();
        var group = new ApplicationGroup { Tag = "auto-rotate", ExceptAppIds = [missing] };
        Assert.Contains($"The exception {missing} matches no application", Assert.Single((await _world.SweepAsync(Team(group))).Policies).Message, StringComparison.Ordinal);
        Assert.Empty((await _world.SweepAsync(Team(group with { OptionalExceptions = [missing.ToString()] }))).Policies);
    }

    [Fact]
    public async Task An_optional_one_is_silent_and_the_others_are_not()
    {
        var group = new ApplicationGroup { Tag = "auto-rotate", ExceptNames = [new NamePattern("gone"), new NamePattern("svc-legcy")], OptionalExceptions = ["GONE"] };
        var row = Assert.Single((await _world.SweepAsync(Team(group))).Policies);
        Assert.DoesNotContain("gone", row.Message, StringComparison.Ordinal);
        Assert.Contains("svc-legcy", row.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_override_of_no_member_is_reported_like_an_exception()
    {
        var team = Team(new ApplicationGroup { Tag = "auto-rotate" });
        Policy With(ApplicationSelector application, bool optional = false) => team with { Overrides = [team with { Application = application, IsOptional = optional }] };
        Assert.Empty((await LookAsync(With(ApplicationSelector.ByDisplayName("SVC-mailer")))).Policies);
        Assert.Empty((await LookAsync(With(ApplicationSelector.ByAppId(_legacy.AppId)))).Policies);
        var row = Assert.Single((await LookAsync(With(ApplicationSelector.ByDisplayName("svc-mailr")))).Policies);
        Assert.StartsWith("The override for the display name \"svc-mailr\" matches no application of the group (did you mean svc-mailer?). ", row.Message, StringComparison.Ordinal);
        Assert.Empty((await LookAsync(With(ApplicationSelector.ByDisplayName("svc-mailr"), optional: true))).Policies);

        var other = Tagged("other");
        other.IsOurs = false;
        Assert.Contains("(the identity is not allowed to change the one that matches)", (await LookAsync(With(ApplicationSelector.ByDisplayName("other")))).Policies[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_judged_while_a_tenant_cannot_be_listed()
    {
        var (here, there) = (Guid.NewGuid(), Guid.NewGuid());
        _world.Add("svc-other", tenantId: here).Tags.Add("auto-rotate");
        _world.Add("elsewhere", tenantId: there);
        var policies = new PolicySet(null, [Team(Except("elsewhere"))]) { Tenants = [here, there] };
        _world.Fault = call => call == $"list {there}" ? new CallFailure(CallFailureKind.Forbidden, "no") : null;
        Assert.Empty((await _world.NewSweeper().PreviewAsync(policies, CancellationToken.None)).Policies);
        _world.Fault = _ => null;
        Assert.Empty((await _world.NewSweeper().PreviewAsync(policies, CancellationToken.None)).Policies);
        policies = policies with { Policies = [Team(Except("nowhere"))] };
        Assert.Single((await _world.NewSweeper().PreviewAsync(policies, CancellationToken.None)).Policies);
    }

    [Fact]
    public async Task A_group_that_nobody_fits_is_reported_and_needs_nobody()
    {
        var row = Assert.Single((await _world.SweepAsync(Team(new ApplicationGroup { Tag = "auto-rotat" }))).Policies);
        Assert.Equal((Reason.GroupIsEmpty, Condition.Healthy, false), (row.Reason, row.Condition, row.NeedsHuman));
        Assert.Contains("tag auto-rotat.", row.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rotation_of_one_application_is_reported_nothing_of_its_group()
    {
        var policies = new PolicySet(null, [Team(Except("svc-legcy"))]);
        Assert.Empty((await _world.NewSweeper().SweepOnceAsync(policies, new RotateRequest(new PolicyKey("team", _legacy.AppId), RevokePrevious: false), CancellationToken.None)).Policies);
    }

    private FakeApplication Tagged(string displayName)
    {
        var application = _world.Add(displayName);
        application.Tags.Add("auto-rotate");
        return application;
    }

    private Task<SweepReport> LookAsync(params Policy[] policies) => _world.NewSweeper().PreviewAsync(new PolicySet(null, policies), CancellationToken.None);

    private static ApplicationGroup Except(string name) => new() { Tag = "auto-rotate", ExceptNames = [new NamePattern(name)] };

    private static Policy Team(ApplicationGroup group) => new("team", ApplicationSelector.Of(group), [World.Address("contoso-prod")], "{displayName}-client-secret")
    {
        Lifetime = TimeSpan.FromDays(90),
        RenewBefore = TimeSpan.FromDays(30),
        GracePeriod = TimeSpan.FromHours(72),
    };
}
