using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Matching;

/// <summary>One policy for many applications.</summary>
public sealed class GroupsTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Each_application_of_a_group_gets_a_secret_of_its_own()
    {
        var (billing, mailer) = (Tagged("svc-billing"), Tagged("svc-mailer"));
        _world.Add("other");
        var report = await _world.SweepAsync(Team());
        Assert.Equal(["team/svc-billing", "team/svc-mailer"], report.Applications.Select(application => application.Policy.Label));
        Assert.All(report.Applications, application => Assert.Equal((Condition.Healthy, Reason.UpToDate), (application.Condition, application.Reason)));
        Assert.Equal(billing.Live[0].Value, _world.Vault().NewestValue("svc-billing-client-secret"));
        Assert.Equal(mailer.Live[0].Value, _world.Vault().NewestValue("svc-mailer-client-secret"));
        Assert.Equal("team", _world.Vault().Secrets["svc-billing-client-secret"][^1].Version.Tags!.Policy);
        Assert.Equal(2, _world.AddPasswords);
    }

    [Fact]
    public async Task Who_joins_is_rotated_and_who_leaves_keeps_everything_and_is_reported()
    {
        var billing = Tagged("svc-billing");
        var sweeper = _world.NewSweeper();
        await sweeper.SweepOnceAsync(new PolicySet(null, [Team()]), request: null, CancellationToken.None);
        billing.Tags.Clear();
        var mailer = Tagged("svc-mailer");
        _world.Time.Advance(TimeSpan.FromDays(80));
        var report = await sweeper.SweepOnceAsync(new PolicySet(null, [Team()]), request: null, CancellationToken.None);
        Assert.Equal([mailer.AppId], report.Applications.Select(application => application.Application!.AppId));
        Assert.Equal([billing.AppId], report.Unmatched.Select(application => application.AppId));
        Assert.Single(billing.Live);
        Assert.Single(mailer.Live);
    }

    [Fact]
    public async Task Who_leaves_while_a_rotation_is_under_way_is_not_worked_on_any_more()
    {
        var billing = Tagged("svc-billing");
        billing.Live.Clear();
        _world.LogInsAnswer = LogInAnswer.WrongSecret;
        using var stop = new CancellationTokenSource();
        var waits = 0;
        var sweeper = _world.NewSweeper((wait, cancellationToken) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            billing.Tags.Clear();
            _world.Time.Advance(wait > TimeSpan.FromHours(1) ? wait : TimeSpan.FromHours(1));
            return ++waits < 4 ? Task.CompletedTask : stop.CancelAsync();
        });
        await sweeper.RunAsync(() => new PolicySet(null, [Team()]), TimeSpan.FromHours(1), stop.Token);
        Assert.Equal(1, _world.Reports.Count(report => report.Application?.AppId == billing.AppId));
        Assert.Equal([billing.AppId], _world.Sweeps[^1].Unmatched.Select(application => application.AppId));
    }

    [Fact]
    public async Task A_single_application_can_have_some_of_it_otherwise()
    {
        var billing = Tagged("svc-billing");
        Tagged("svc-mailer");
        var team = Team();
        var own = team with { Application = ApplicationSelector.ByAppId(billing.AppId), Secret = "legacy-billing", Lifetime = TimeSpan.FromDays(40), RenewBefore = TimeSpan.FromDays(10) };
        var named = team with { Application = ApplicationSelector.ByDisplayName("SVC-MAILER"), Hold = true };
        var report = await _world.SweepAsync(team with { Overrides = [own, named] });
        Assert.Equal(["legacy-billing", "svc-mailer-client-secret"], report.Applications.Select(application => application.Policy.Secret));
        Assert.Equal([TimeSpan.FromDays(40), TimeSpan.FromDays(90)], report.Applications.Select(application => application.Policy.Lifetime));
        Assert.Equal([false, true], report.Applications.Select(application => application.Policy.Hold));
        Assert.Equal(billing.Live[0].Value, _world.Vault().NewestValue("legacy-billing"));
    }

    [Fact]
    public async Task An_application_that_two_policies_match_is_told_of_both_and_the_rest_of_the_group_carries_on()
    {
        var billing = Tagged("svc-billing");
        var mailer = Tagged("svc-mailer");
        var report = await _world.SweepAsync(Team(), World.Policy(billing));
        Assert.Equal([Reason.ClaimedTwice, Reason.UpToDate, Reason.ClaimedTwice], report.Applications.Select(application => application.Reason));
        Assert.Contains("'team' and 'svc-billing'", report.Applications[0].Message, StringComparison.Ordinal);
        Assert.Empty(billing.Live);
        Assert.Single(mailer.Live);
    }

    [Fact]
    public async Task A_rotation_that_a_person_asks_for_does_not_overlook_a_second_policy()
    {
        var billing = Tagged("svc-billing");
        var policies = new PolicySet(null, [Team(), World.Policy(billing)]);
        var report = await _world.NewSweeper().SweepOnceAsync(policies, new RotateRequest(new PolicyKey("svc-billing", null), RevokePrevious: false), CancellationToken.None);
        Assert.Equal(Reason.ClaimedTwice, Assert.Single(report.Applications).Reason);
        Assert.Empty(billing.Live);
    }

    [Fact]
    public async Task A_person_rotates_one_application_of_a_group_and_no_other()
    {
        var (billing, mailer) = (Tagged("svc-billing"), Tagged("svc-mailer"));
        await _world.SweepAsync(Team());
        var policies = new PolicySet(null, [Team()]);
        var report = await _world.NewSweeper().SweepOnceAsync(policies, new RotateRequest(new PolicyKey("team", mailer.AppId), RevokePrevious: false), CancellationToken.None);
        Assert.Equal(mailer.AppId, Assert.Single(report.Applications).Application!.AppId);
        Assert.Empty(report.Unmatched);
        Assert.Single(billing.Live);
        Assert.Equal(2, mailer.Live.Count);
    }

    [Fact]
    public async Task Two_applications_whose_secrets_would_have_one_name_are_told_and_neither_is_written()
    {
        var (one, two) = (Tagged("svc billing"), Tagged("SVC.billing"));
        var report = await _world.SweepAsync(Team());
        Assert.All(report.Applications, application => Assert.Equal(Reason.SecretNameShared, application.Reason));
        Assert.Contains(two.AppId.ToString(), report.Applications[0].Message, StringComparison.Ordinal);
        Assert.Empty(one.Live.Concat(two.Live));
        Assert.Empty(_world.Vault().Secrets);
    }

    [Fact]
    public async Task Who_has_a_name_already_keeps_it_and_goes_on()
    {
        var one = Tagged("svc-billing");
        await _world.SweepAsync(Team());
        var two = Tagged("SVC.billing");
        _world.Time.Advance(TimeSpan.FromDays(61));
        var report = await _world.SweepAsync(Team());
        Assert.Equal([(one.AppId, Reason.InGrace), (two.AppId, Reason.SecretNameShared)], report.Applications.Select(application => (application.Application!.AppId, application.Reason)).Order());
        Assert.Equal(one.Live[^1].Value, _world.Vault().NewestValue("svc-billing-client-secret"));
        Assert.Empty(two.Live);
    }

    [Fact]
    public async Task One_applications_pending_name_is_no_other_applications_secret()
    {
        Tagged("a");
        Tagged("a-pending");
        var report = await _world.SweepAsync(Team() with { Secret = "{displayName}" });
        Assert.All(report.Applications, application => Assert.Equal(Reason.SecretNameShared, application.Reason));
    }

    [Fact]
    public async Task A_name_that_becomes_too_long_is_a_condition_of_that_application()
    {
        var longName = Tagged(new string('x', 120));
        Tagged("svc-mailer");
        var report = await _world.SweepAsync(Team());
        Assert.Equal([Reason.UpToDate, Reason.SecretNameRefused], report.Applications.Select(application => application.Reason));
        Assert.Contains("`overrides`", report.Applications[1].Message, StringComparison.Ordinal);
        Assert.Empty(longName.Live);
    }

    [Fact]
    public async Task A_listed_application_that_is_not_there_is_a_condition()
    {
        var missing = Guid.NewGuid();
        Tagged("svc-mailer");
        var report = await _world.SweepAsync(Group(new ApplicationGroup { Tag = "auto-rotate", AppIds = [missing] }));
        Assert.Equal([Reason.UpToDate, Reason.ApplicationNotFound], report.Applications.Select(application => application.Reason));
        Assert.Contains(missing.ToString(), report.Applications[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_that_nobody_belongs_to_is_no_failure() =>
        Assert.Empty((await _world.SweepAsync(Team())).Applications);

    [Fact]
    public async Task Owners_whose_names_may_not_be_seen_make_no_group_and_nobody_is_called_ownerless()
    {
        var billing = _world.Add("svc-billing");
        billing.Owners.AddRange(["00000000-0000-0000-0000-0000000000f1", "team@contoso.example"]);
        var byName = Group(new ApplicationGroup { Owner = "team@contoso.example" });
        Assert.Equal(Reason.UpToDate, Assert.Single((await _world.SweepAsync(byName)).Applications).Reason);

        billing.Owners.RemoveAt(1);
        var report = await _world.SweepAsync(byName);
        Assert.Equal(Reason.PermissionMissing, Assert.Single(report.Applications).Reason);
        Assert.Contains("User.Read.All", report.Applications[0].Message, StringComparison.Ordinal);
        Assert.Empty(report.Unmatched);

        var byId = Group(new ApplicationGroup { Owner = "00000000-0000-0000-0000-0000000000f1" });
        Assert.Equal(Reason.UpToDate, Assert.Single((await _world.SweepAsync(byId)).Applications).Reason);
    }

    [Fact]
    public async Task An_application_at_rest_costs_nothing_though_it_gets_another_tag()
    {
        var billing = Tagged("svc-billing");
        var sweeper = _world.NewSweeper(vaultCheckEverySweeps: 100);
        var policies = new PolicySet(null, [Team()]);
        await sweeper.SweepOnceAsync(policies, request: null, CancellationToken.None);
        var calls = new List<string>();
        _world.Fault = call =>
        {
            calls.Add(call);
            return null;
        };
        billing.Tags.Add("another");
        var report = await sweeper.SweepOnceAsync(policies, request: null, CancellationToken.None);
        Assert.Equal(Reason.UpToDate, Assert.Single(report.Applications).Reason);
        Assert.Equal(["list", "owned"], calls);
    }

    private FakeApplication Tagged(string displayName)
    {
        var application = _world.Add(displayName);
        application.Tags.Add("auto-rotate");
        return application;
    }

    private static Policy Team() => Group(new ApplicationGroup { Tag = "auto-rotate" });

    private static Policy Group(ApplicationGroup group) => new("team", ApplicationSelector.Of(group), [World.Address("contoso-prod")], "{displayName}-client-secret")
    {
        Lifetime = TimeSpan.FromDays(90),
        RenewBefore = TimeSpan.FromDays(30),
        GracePeriod = TimeSpan.FromHours(72),
    };
}
