using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>Where Graph shows no hint, or two live credentials share one, what logs in stands, and authorises nothing.</summary>
public sealed class HintTests
{
    private readonly Scene _scene = new();

    private PlanningContext Situation => new(_scene.Policy, _scene.Seen);

    [Theory]
    [InlineData("all others show one", VersionOwner.Confirmed)]
    [InlineData("another shows none", VersionOwner.Indistinct)]
    [InlineData("another that has ended shows none", VersionOwner.Confirmed)]
    [InlineData("another's fits", VersionOwner.Contradicted)]
    public void A_version_whose_credential_shows_no_hint_is_told_by_those_of_the_others(string what, object owner)
    {
        var version = Served(hint: null);
        var other = _scene.ByHand(what is "another that has ended shows none" ? TimeSpan.Zero : TimeSpan.FromDays(90), hint: what is "another's fits" ? "001" : "oth");
        if (what is "another shows none" or "another that has ended shows none")
        {
            _scene.Credentials[^1] = other with { Fingerprint = null };
        }

        _scene.LoggedIn(version, TimeSpan.Zero);
        Assert.Equal((VersionOwner)owner, Situation.OwnerOf(_scene.Seen.Vaults[0], version).Owner);
    }

    [Theory]
    [InlineData(null, VersionOwner.Untried)]
    [InlineData(LogInAnswer.WrongSecret, VersionOwner.Unconfirmed)]
    [InlineData(LogInAnswer.Accepted, VersionOwner.Confirmed)]
    public void It_is_so_only_once_it_has_logged_in(LogInAnswer? answer, object owner)
    {
        var version = Served(hint: null);
        if (answer is { } said)
        {
            _scene.LoggedIn(version, TimeSpan.Zero, said);
        }
        else
        {
            Assert.Equal(version.Version, Assert.IsType<TryLogIn>(_scene.Decision).Version.Version);
        }

        Assert.Equal((VersionOwner)owner, Situation.OwnerOf(_scene.Seen.Vaults[0], version).Owner);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_cannot_be_told_apart_stands_but_retires_nothing_and_says_so(bool isShared)
    {
        _scene.Serving(TimeSpan.FromDays(30));
        var version = Served(hint: isShared ? "shr" : null);
        var other = _scene.ByHand(TimeSpan.FromDays(90), hint: "shr");
        _scene.Credentials[^1] = isShared ? other : other with { Fingerprint = null };
        _scene.LoggedIn(version, TimeSpan.Zero);
        Assert.Equal(VersionOwner.Indistinct, Situation.OwnerOf(_scene.Seen.Vaults[0], version).Owner);
        Assert.Equal((Condition.NeedsAttention, Reason.HintMissing), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(16, false)]
    public void One_that_is_due_waits_for_the_removal_of_another_for_half_of_the_time_and_the_report_gives_the_end(
        int daysLeft,
        bool isAwaited)
    {
        _scene.Serving(TimeSpan.FromDays(62));
        var version = Served(hint: null, TimeSpan.FromDays(daysLeft));
        var other = _scene.ByHand(TimeSpan.FromDays(90));
        _scene.Credentials[^1] = other with { Fingerprint = null };
        _scene.LoggedIn(version, TimeSpan.Zero);
        if (!isAwaited)
        {
            Assert.IsType<MakePreflight>(_scene.Decision);
            return;
        }

        var ends = Scene.Now + TimeSpan.FromDays(daysLeft);
        Assert.Equal(
            (Condition.Due, Reason.InGrace, Step.Issue, ends - ((_scene.Policy.RenewBefore + _scene.Policy.GracePeriod) / 2)),
            (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.NextAction, _scene.Settled.NextActionAt));
    }

    [Fact]
    public void Nor_is_it_copied_to_another_vault()
    {
        var version = Served(hint: "shr");
        _scene.ByHand(TimeSpan.FromDays(90), hint: "shr");
        _scene.LoggedIn(version, TimeSpan.Zero);
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        Assert.False(_scene.Decision is Do or TryLogIn);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_vault_that_has_nothing_that_works_gets_another_rotation_instead(bool isDisabled)
    {
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        if (isDisabled)
        {
            var disabled = _scene.Published(_scene.Issued(TimeSpan.FromDays(20)), TimeSpan.FromDays(19), vault: "ne", enabled: false);
            _scene.AlsoOfVault = vault => vault.Versions.Contains(disabled) ? vault with { Newest = null, NewestIsDisabled = true } : vault;
        }

        var version = Served(hint: "shr");
        _scene.ByHand(TimeSpan.FromDays(90), hint: "shr");
        _scene.LoggedIn(version, TimeSpan.Zero);
        Assert.Equal(Reason.ValueMissing, Situation.DueReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_promoted_only_by_the_process_that_stored_it(bool isOwnWrite)
    {
        var candidate = _scene.Issued(TimeSpan.FromMinutes(5));
        _scene.Credentials[^1] = candidate with { Fingerprint = "shr" };
        _scene.ByHand(TimeSpan.FromDays(90), hint: "shr");
        var version = _scene.Stored(_scene.Credentials[0], TimeSpan.FromMinutes(5));
        foreach (var ago in new[] { 30, 15, 0 })
        {
            _scene.LoggedIn(version, TimeSpan.FromSeconds(ago));
        }

        var address = Situation.PendingAddressOf(version);
        _scene.Also = seen => isOwnWrite ? seen with { OwnWrites = seen.OwnWrites.Add(address, candidate.KeyId) } : seen;
        Assert.Equal(isOwnWrite, _scene.Decision is Do { Act: PromoteAct });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tags_that_somebody_damaged_are_written_again_with_the_policys_grace_period(bool isNewest)
    {
        var current = _scene.Issued(TimeSpan.FromDays(9));
        var version = _scene.Published(current, TimeSpan.FromDays(9), tagged: tags => tags with { Grace = null, IsDamaged = isNewest });
        if (isNewest)
        {
            Assert.Equal((version.Version, _scene.Policy.GracePeriod, false), _scene.Act<TagAct>() is var act ? (act.Version.Version, act.Tags.Grace!.Value, act.Tags.IsDamaged) : default);
            return;
        }

        Assert.Equal(Reason.UpToDate, _scene.Settled.Reason);
    }

    [Fact]
    public void Where_it_never_logs_in_what_shows_no_hint_is_indistinct()
    {
        _scene.Policy = _scene.Policy with { Verify = VerifyRule.None };
        var version = Served(hint: null);
        Assert.Equal(VersionOwner.Indistinct, Situation.OwnerOf(_scene.Seen.Vaults[0], version).Owner);
    }

    // A version of a credential that shows this hint.
    private SecretVersion Served(string? hint, TimeSpan? endsIn = null)
    {
        var current = _scene.Issued(TimeSpan.FromDays(9), endsIn);
        var version = _scene.Published(current with { Fingerprint = hint ?? "001" }, TimeSpan.FromDays(9));
        _scene.Credentials[_scene.Credentials.IndexOf(current)] = current with { Fingerprint = hint };
        return version;
    }
}
