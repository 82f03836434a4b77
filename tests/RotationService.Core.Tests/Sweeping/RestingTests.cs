using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Rotation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>An application for which nothing is to be done costs a sweep nothing but its place in the listing; whatever happens to it is still seen.</summary>
public sealed class RestingTests : HourlySweeps
{
    [Fact]
    public async Task While_nothing_is_due_a_sweep_is_one_listing()
    {
        await Rest();
        Assert.Equal(["list"], await Sweep());
        Assert.Equal(["list"], await Sweep());
    }

    [Fact]
    public async Task What_is_said_of_it_is_what_the_last_look_said_and_no_step_is_told_twice()
    {
        await Rest();
        await Sweep();
        var report = World.Sweeps[^1].Applications.Single();
        Assert.Equal((Condition.Healthy, Reason.UpToDate, Step.Issue), (report.Condition, report.Reason, report.NextAction));
        Assert.Equal(Stage.Current, Assert.Single(report.Credentials).Stage);
        Assert.Empty(report.Steps);
    }

    [Fact]
    public async Task A_rotation_that_has_just_ended_is_left_alone_at_once()
    {
        Assert.Contains("addPassword", await Sweep());
        Assert.Equal(["list"], await Sweep());
        Assert.Empty(World.Sweeps[^1].Applications.Single().Steps);
    }

    [Fact]
    public async Task When_it_is_due_it_is_rotated_and_when_the_grace_period_is_over_the_previous_is_retired()
    {
        await Rest();
        await SweepFor(UntilDue + TimeSpan.FromDays(1));
        Assert.Equal(2, App.Live.Count);
        Assert.DoesNotContain("versions", await SweepFor(TimeSpan.FromDays(1)));
        await SweepFor(TimeSpan.FromDays(2));
        Assert.Single(App.Live);
        Assert.Equal([Step.Issue, Step.Retire], World.Steps.Select(step => step.Step).Where(step => step is Step.Issue or Step.Retire).Skip(1));
    }

    [Fact]
    public async Task The_version_of_a_retired_credential_is_disabled_once_the_listings_alone_have_shown_that_it_is_gone()
    {
        await Rest();
        await SweepFor(TimeSpan.FromDays(70));
        Assert.False(Vault.Secrets[Secret][0].Version.Enabled);
        Assert.Equal(["list"], await Sweep());
    }

    [Fact]
    public async Task Whatever_the_listing_shows_changed_is_looked_at()
    {
        await Rest();
        World.AddByHand(App, TimeSpan.FromDays(100));
        Assert.Contains("versions", await Sweep());
        await Rest();
        App.Live.RemoveAt(1);
        Assert.Contains("versions", await Sweep());
        await Rest();
        App.Live.RemoveAt(0);
        Assert.Contains("addPassword", await SweepFor(TimeSpan.FromHours(3)));
    }

    [Fact]
    public async Task What_others_do_in_the_vault_is_found_when_it_is_looked_at_all_the_same()
    {
        Sweeper = World.NewSweeper(vaultCheckEverySweeps: 6);
        await Rest();
        Vault.Disable(Secret, 0);
        await SweepFor(TimeSpan.FromHours(6));
        Assert.Contains(World.Steps, step => step is { Step: Step.Issue, Reason: Reason.ValueMissing });
    }

    [Fact]
    public async Task The_looks_at_many_applications_are_spread_over_the_sweeps()
    {
        const int every = 4;
        Sweeper = World.NewSweeper(every);
        var policies = Enumerable.Range(0, 40).Select(number => World.Policy(World.Add($"app-{number}"))).ToArray();
        for (var sweep = 0; sweep < 3; sweep++)
        {
            await Sweep(policies);
        }

        var note = World.Fault;
        World.Fault = call => note(call) ?? (call is "list secrets" ? new CallFailure(CallFailureKind.Forbidden, "no list permission") : null);
        var looks = new List<int>();
        for (var sweep = 0; sweep < every; sweep++)
        {
            looks.Add((await Sweep(policies)).Count(call => call == "versions") / 2);
        }

        Assert.Equal(policies.Length, looks.Sum());
        Assert.All(looks, count => Assert.InRange(count, 3, 20));
    }

    [Fact]
    public async Task Another_policy_of_the_same_name_is_a_reason_to_look()
    {
        await Rest();
        Assert.Equal(["list"], await Sweep(Policy with { Vaults = [.. Policy.Vaults] }));
        Assert.Contains("versions", await Sweep(Policy with { GracePeriod = TimeSpan.FromHours(1) }));
    }

    [Fact]
    public async Task While_the_local_clock_is_wrong_it_is_looked_at_and_told()
    {
        await Rest();
        World.Time.WallError = TimeSpan.FromHours(24);
        World.Clock.Observe(World.Time.True);
        Assert.Contains("versions", await Sweep());
        Assert.Equal(Reason.ClockSkew, World.Reports[^1].Reason);
    }

    [Fact]
    public async Task An_intent_without_an_outcome_is_not_left_alone()
    {
        await Rest();
        await IntentOfAnotherProcess();
        ((IAuditLog)World).TryAppend(new AuditRecord(AuditKind.Intent, World.Time.True, Guid.NewGuid(), Step.Issue) { Policy = Policy.Name, AppId = App.AppId, ObjectId = App.ObjectId, RotationId = Vault.Secrets[Pending][^1].Version.Tags!.RotationId });
        World.AddByHand(App, TimeSpan.FromDays(100));
        Assert.Contains("versions", await Sweep());
        Assert.Contains("versions", await Sweep());
        Assert.Empty(World.OpenIntents(App.ObjectId));
    }

    [Fact]
    public async Task As_long_as_the_audit_log_cannot_be_opened_nothing_is_left_alone()
    {
        await Rest();
        World.AuditIsReadable = false;
        Sweeper = World.NewSweeper(Never);
        Assert.Contains("versions", await Sweep());
        Assert.Contains("versions", await Sweep());
        World.AuditIsReadable = true;
        Assert.Contains("versions", await Sweep());
        Assert.DoesNotContain("versions", await Sweep());
    }

    [Fact]
    public async Task What_somebody_else_wrote_and_works_is_left_alone_until_it_is_due()
    {
        await Rest();
        var byHand = World.AddByHand(App, TimeSpan.FromDays(50));
        Vault.Put(Secret, byHand.Value);
        await Rest();
        Assert.Equal(Reason.OverwrittenByOthers, World.Reports[^1].Reason);
        Assert.DoesNotContain("versions", await SweepFor(DueAt(byHand) - World.Time.True - TimeSpan.FromHours(1)));
        Assert.Contains("addPassword", await SweepFor(TimeSpan.FromDays(2)));
    }

    [Fact]
    public async Task What_needs_a_person_is_looked_at_in_every_sweep()
    {
        Vault.Put(Secret, "somebody else's");
        await Sweep();
        Assert.Contains("versions", await Sweep());
        Assert.Equal(Reason.NameInUse, World.Reports[^1].Reason);
    }

    [Theory]
    [InlineData("a", 0xE40C292Cu)]
    [InlineData("foobar", 0xBF9CF968u)]
    public async Task In_which_sweep_it_is_looked_at_follows_from_the_policys_name_in_every_process_alike(string name, uint fnv1a)
    {
        const int every = 101;
        Sweeper = World.NewSweeper(every);
        var policy = World.Policy(World.Add(name));
        var looks = new List<int>();
        for (var sweep = 1; sweep <= every + 3; sweep++)
        {
            if ((await Sweep(policy)).Skip(1).Any())
            {
                looks.Add(sweep);
            }
        }

        var expected = every - (int)((fnv1a & int.MaxValue) % every);
        Assert.Equal([1, expected], looks);
    }

    [Fact]
    public async Task It_is_due_to_the_moment()
    {
        await Rest();
        var due = DueAt(App.Live[0]);
        World.Time.Advance(due - TimeSpan.FromTicks(1) - World.Time.True);
        Assert.Equal(["list"], await Sweep());
        World.Time.Advance(due - World.Time.True);
        Assert.Contains("addPassword", await Sweep());
    }

    [Fact]
    public async Task An_application_that_was_renamed_or_made_anew_under_its_name_is_looked_at()
    {
        var policy = Policy with { Application = ApplicationSelector.ByDisplayName("payments") };
        for (var sweep = 0; sweep < 3; sweep++)
        {
            await Sweep(policy);
        }

        Assert.Equal(["list"], await Sweep(policy));
        World.Applications[0] = App with { DisplayName = "PAYMENTS" };
        Assert.Contains("versions", await Sweep(policy));
        Assert.Equal(["list"], await Sweep(policy));

        World.Applications[0] = new FakeApplication(Guid.NewGuid(), Guid.NewGuid(), "payments", App.Audience);
        Assert.Contains("versions", await Sweep(policy));
        Assert.Equal(Reason.NameInUse, World.Reports[^1].Reason);
    }

    [Fact]
    public async Task One_that_two_policies_name_or_that_is_deleted_is_told_though_it_was_at_rest()
    {
        await Rest();
        await Sweep(Policy, Policy with { Name = "again" });
        Assert.Equal([Reason.ClaimedTwice, Reason.ClaimedTwice], World.Sweeps[^1].Applications.Select(report => report.Reason));
        World.Applications.Clear();
        Assert.Equal(["list"], await Sweep());
        Assert.Equal(Reason.ApplicationNotFound, World.Sweeps[^1].Applications.Single().Reason);
    }

    [Fact]
    public async Task On_hold_the_end_of_a_grace_period_is_no_reason_to_look()
    {
        var policy = Policy with { Hold = true };
        for (var until = World.Time.True + TimeSpan.FromDays(61); World.Time.True < until;)
        {
            await Sweep(policy);
        }

        for (var sweep = 0; sweep < 100; sweep++)
        {
            Assert.Equal(["list"], await Sweep(policy));
        }

        Assert.Equal(2, App.Live.Count);
    }

    [Fact]
    public async Task What_was_removed_is_waited_for_by_listings_alone_and_its_version_is_closed_when_it_is_gone()
    {
        await RotateTwice();
        Assert.Contains("removePassword", await Sweep());
        Assert.Equal(["list"], await Sweep());
        Assert.Equal(["list"], await Sweep());
        Assert.Contains("patch", await Sweep());
        Assert.Equal(["list"], await Sweep());
    }

    [Fact]
    public async Task What_was_removed_and_is_shown_all_the_same_is_removed_again()
    {
        await RotateTwice();
        var previous = App.Live[0];
        After("removePassword", () => App.Live.Insert(0, previous));
        Assert.Contains("removePassword", await Sweep());
        Assert.Contains("removePassword", await Sweep());
        Assert.DoesNotContain(previous, App.Live);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void A_listing_that_still_shows_what_was_removed_of_late_lags_and_the_reads_that_do_not_are_counted_anew(int minutes, bool lags)
    {
        var removed = World.AddByHand(App, TimeSpan.FromDays(9));
        var cached = AtRest();
        cached.Idle = cached.Idle! with { Application = App.Read() with { Credentials = [] } };
        cached.Removed = cached.Removed.Add(removed.KeyId, World.Start - TimeSpan.FromMinutes(minutes));
        cached.Sightings = new Sightings(Sightings.None.Absences.Add(removed.KeyId, new Absence(World.Start, World.Start, 2)));

        Assert.Equal(lags, cached.IsIdle(Shown(Policy), World.Start));
        Assert.Equal(lags ? 0 : 2, cached.Sightings.Absences[removed.KeyId].Reads);
    }

    [Fact]
    public async Task Of_what_was_removed_only_that_is_waited_for_of_which_a_vault_still_speaks()
    {
        await RotateTwice();
        var (spoken, unspoken, old) = (App.Live[0].KeyId, Guid.NewGuid(), App.Live[1].KeyId);
        var cached = AtRest();
        cached.Removed = cached.Removed.Add(spoken, World.Time.True).Add(unspoken, World.Time.True).Add(old, World.Time.True - TimeSpan.FromMinutes(10));
        cached.Sightings = new Sightings(Sightings.None.Absences.Add(unspoken, new Absence(World.Start, World.Start, 2)));

        cached.AwaitRemovals(new Observation(World.Time.True, App.Read(), [new VaultObservation(Policy.Vaults[0]) { Versions = [.. Vault.Secrets[Secret].Select(entry => entry.Version)] }], []));

        Assert.Equal(spoken, Assert.Single(cached.Sightings.Absences).Key);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_listing_counts_as_a_read_that_does_not_show_what_is_missing_and_the_third_ends_the_rest(int readsBefore, bool over)
    {
        var (gone, other) = (Guid.NewGuid(), Guid.NewGuid());
        var first = World.Start - TimeSpan.FromMinutes(5);
        var cached = AtRest();
        cached.Sightings = new Sightings(Sightings.None.Absences.Add(gone, new Absence(first, first, readsBefore)).Add(other, new Absence(World.Start, World.Start, 1)));

        Assert.Equal(!over, cached.IsIdle(Shown(Policy), World.Start));
        Assert.Equal(over ? (readsBefore, 1) : (readsBefore + 1, 2), (cached.Sightings.Absences[gone].Reads, cached.Sightings.Absences[other].Reads));
    }

    [Fact]
    public void What_had_been_gone_before_it_was_left_alone_ends_no_rest()
    {
        var gone = Guid.NewGuid();
        var first = World.Start - TimeSpan.FromMinutes(5);
        var cached = AtRest();
        cached.Idle = cached.Idle! with { Gone = new HashSet<Guid> { gone } };
        cached.Sightings = new Sightings(Sightings.None.Absences.Add(gone, new Absence(first, first, 2)));
        Assert.True(cached.IsIdle(Shown(Policy), World.Start));
    }

    [Fact]
    public async Task A_version_whose_credential_is_gone_is_looked_at_once_more_and_disabled_and_then_left_alone()
    {
        var policy = Policy with { Verify = VerifyRule.None, Hold = true };
        for (var until = World.Time.True + TimeSpan.FromDays(62); World.Time.True < until;)
        {
            await Sweep(policy);
        }

        App.Live.RemoveAt(0);
        IEnumerable<string> calls = [];
        for (var sweep = 0; sweep < 4; sweep++)
        {
            calls = calls.Concat(await Sweep(policy));
        }

        Assert.Contains("versions", calls);
        Assert.Equal(["list"], await Sweep(policy));
        Assert.False(Vault.Secrets[Secret][0].Version.Enabled);
    }

    [Fact]
    public void What_a_listing_shows_again_is_not_missing_any_more()
    {
        var credential = World.AddByHand(App, TimeSpan.FromDays(9));
        var cached = AtRest();
        cached.Sightings = new Sightings(Sightings.None.Absences.Add(credential.KeyId, new Absence(World.Start, World.Start, 1)));
        Assert.True(cached.IsIdle(Shown(Policy), World.Start));
        Assert.Empty(cached.Sightings.Absences);
    }

    [Fact]
    public void A_rest_is_one_policys_and_one_applications_and_ends()
    {
        var cached = AtRest();
        var another = Shown(Policy) with { Application = App.Read() with { ObjectId = Guid.NewGuid() } };
        Assert.True(cached.IsIdle(Shown(Policy), World.Start));
        Assert.False(cached.IsIdle(Shown(Policy with { Hold = true }), World.Start));
        Assert.False(cached.IsIdle(another, World.Start));
        Assert.False(cached.IsIdle(Shown(Policy) with { Application = App.Read() with { DisplayName = "another" } }, World.Start));
        Assert.False(cached.IsIdle(Shown(Policy), World.Start + TimeSpan.FromDays(1)));
        Assert.True(cached.IsAboutOther(another));
        Assert.False(cached.IsAboutOther(Shown(Policy)));
        Assert.False(new CachedApplication().IsAboutOther(Shown(Policy)));
        Assert.False(new CachedApplication().IsIdle(Shown(Policy), World.Start));
    }

    // Two sweeps after the last that did something, nothing is left to be looked at.
    private TimeSpan UntilDue => DueAt(App.Live[0]) - World.Time.True;

    private async Task Rest()
    {
        for (var sweep = 0; sweep < 3; sweep++)
        {
            await Sweep();
        }
    }

    // The previous credential may be removed in the next sweep.
    private async Task RotateTwice()
    {
        await Rest();
        await SweepFor(UntilDue + TimeSpan.FromDays(1));
        World.Time.Advance(TimeSpan.FromDays(3));
    }

    private async Task<IReadOnlyList<string>> SweepFor(TimeSpan span)
    {
        var calls = new List<string>();
        for (var until = World.Time.True + span; World.Time.True < until;)
        {
            calls.AddRange(await Sweep());
        }

        return calls;
    }

}
