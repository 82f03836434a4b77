using System.Text.Json.Nodes;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Sandbox;

namespace RotationService.Tests.EndToEnd;

/// <summary>What a sweep may find, row by row, made by the sandbox's own means and judged by its ground truth. The finer cases are Core's tests.</summary>
public sealed class WhatASweepMayFindTests : IDisposable
{
    private const string AddPassword = "graph POST /applications/{id}/addPassword";

    private readonly Tenant _tenant = new();
    private readonly SandboxApplication _application;
    private readonly Policy _policy;

    public WhatASweepMayFindTests()
    {
        _application = _tenant.Add("payments");
        _policy = _tenant.Policy(_application);
    }

    public void Dispose() => _tenant.Dispose();

    [Fact]
    public async Task An_orphan_older_than_ten_minutes_is_removed_and_then_another_is_issued()
    {
        await LoseTheAnswerAsync();
        await _tenant.SweepAsync(_policy);
        Assert.Equal(2, await _tenant.CountAsync(AddPassword));
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
    }

    [Fact]
    public async Task An_orphan_younger_than_ten_minutes_keeps_anything_from_being_issued()
    {
        await LoseTheAnswerAsync();
        await StopAfterAsync(Step.Issue);
        Assert.Equal(Reason.PossibleOrphan, (await LookAsync()).Reason);
        _tenant.Sandbox.Advance(TimeSpan.FromMinutes(9));
        var report = await LookAsync();
        Assert.Equal(Reason.PossibleOrphan, report.Reason);
        Assert.Empty(report.Steps);
        Assert.Equal(Stage.Orphan, Assert.Single(report.Credentials).Stage);
    }

    [Fact]
    public async Task A_credential_of_ours_whose_intent_was_purged_is_unaccounted_and_goes_only_after_grace()
    {
        await LoseTheAnswerAsync();
        await StopAfterAsync(Step.Issue);
        await WorldAsync("""{"secrets":[{"vault":"contoso-prod","name":"payments-secret-pending","delete":true}]}""");
        await WorldAsync("""{"secrets":[{"vault":"contoso-prod","name":"payments-secret-pending","purge":true}]}""");
        Assert.Equal(Stage.Unaccounted, Assert.Single((await LookAsync()).Credentials).Stage);

        await _tenant.SweepForAsync(TimeSpan.FromHours(70), _policy);
        Assert.Equal(2, (await _tenant.LiveAsync(_application)).Count);
        await _tenant.SweepForAsync(TimeSpan.FromHours(5), _policy);
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
    }

    [Fact]
    public async Task A_pending_version_whose_credential_is_gone_is_disabled()
    {
        await StopAfterAsync(Step.Store);
        var gone = Assert.Single(await _tenant.LiveAsync(_application));
        await RemoveAsync(gone);
        await _tenant.SweepForAsync(TimeSpan.FromHours(5), _policy);
        Assert.False((bool)(await _tenant.VersionsAsync("contoso-prod", "payments-secret-pending")).Single(version => (string?)version["tags"]!["key-id"] == (string)gone["keyId"]!)["enabled"]!);
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
    }

    [Fact]
    public async Task A_pending_version_that_is_no_longer_due_is_surplus_and_its_credential_is_withdrawn()
    {
        await _tenant.SweepAsync(_policy);
        var current = Assert.Single(await _tenant.LiveAsync(_application));
        _tenant.Sandbox.Advance(TimeSpan.FromDays(61));
        await StopAfterAsync(Step.Store);
        Assert.Equal(2, (await _tenant.LiveAsync(_application)).Count);
        await _tenant.SweepForAsync(TimeSpan.FromHours(2), _policy with { RenewBefore = TimeSpan.FromDays(10) });
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
        Assert.Equal((string)current["keyId"]!, (string)Assert.Single(await _tenant.LiveAsync(_application))["keyId"]!);
    }

    [Fact]
    public async Task A_refused_newest_value_is_healed_with_the_older_one_and_a_rotation_follows()
    {
        await _tenant.SweepAsync(_policy);
        _tenant.Sandbox.Advance(TimeSpan.FromDays(61));
        await _tenant.SweepAsync(_policy);
        var live = await _tenant.LiveAsync(_application);
        await RemoveAsync(live[1]);
        _tenant.Sandbox.Advance(TimeSpan.FromMinutes(20));
        await _tenant.SweepAsync(_policy);

        var versions = await _tenant.VersionsAsync("contoso-prod", "payments-secret");
        Assert.Equal((string)live[0]["valueSha256"]!, (string)versions[^2]["valueSha256"]!);
        Assert.Equal(3, await _tenant.CountAsync(AddPassword));
        Assert.Equal(2, (await _tenant.LiveAsync(_application)).Count);
    }

    [Fact]
    public async Task A_newest_version_that_is_not_ours_but_logs_in_is_reported_and_replaced_when_it_is_due()
    {
        var added = await WorldAsync($$$"""{"applications":[{"appId":"{{{_application.AppId}}}","addSecret":{"displayName":"by hand","endsIn":"P40D"}}]}""");
        await WorldAsync($$"""{"secrets":[{"vault":"contoso-prod","name":"payments-secret","fromKeyId":"{{added}}"}]}""");
        var report = Assert.Single(await _tenant.SweepAsync(_policy));
        Assert.Equal((Condition.Healthy, Reason.OverwrittenByOthers), (report.Condition, report.Reason));
        Assert.Equal(0, await _tenant.CountAsync(AddPassword));
        _tenant.Sandbox.Advance(TimeSpan.FromDays(11));
        await _tenant.SweepAsync(_policy);
        Assert.Equal(1, await _tenant.CountAsync(AddPassword));
        Assert.Equal(2, (await _tenant.LiveAsync(_application)).Count);
    }

    [Fact]
    public async Task A_newest_version_that_is_not_ours_and_is_refused_is_healed_if_ours_was_published_before()
    {
        await _tenant.SweepAsync(_policy);
        _tenant.Sandbox.Advance(TimeSpan.FromMinutes(2));
        await WorldAsync("""{"secrets":[{"vault":"contoso-prod","name":"payments-secret","value":"somebody's mistake"}]}""");
        await _tenant.SweepAsync(_policy);
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
        Assert.Equal(1, await _tenant.CountAsync(AddPassword));
    }

    [Fact]
    public async Task An_older_version_that_somebody_put_back_with_its_tags_gives_way_to_the_later_one_and_no_other_is_issued()
    {
        await _tenant.SweepAsync(_policy);
        _tenant.Sandbox.Advance(TimeSpan.FromDays(61));
        await _tenant.SweepAsync(_policy);
        var live = await _tenant.LiveAsync(_application);
        var older = (await _tenant.VersionsAsync("contoso-prod", "payments-secret"))[0];
        _tenant.Sandbox.Advance(TimeSpan.FromMinutes(2));
        await WorldAsync($$"""{"secrets":[{"vault":"contoso-prod","name":"payments-secret","fromKeyId":"{{live[0]["keyId"]}}","tags":{{older["tags"]!.ToJsonString()}}}]}""");
        var report = Assert.Single(await _tenant.SweepAsync(_policy));
        Assert.Contains(report.Steps, step => step is { Step: Step.Heal, Outcome: StepOutcome.Done, Reason: Reason.PublishedOutOfOrder });
        Assert.Equal((string)live[1]["valueSha256"]!, (string)(await _tenant.VersionsAsync("contoso-prod", "payments-secret"))[^1]["valueSha256"]!);
        Assert.Equal(2, await _tenant.CountAsync(AddPassword));
        await _tenant.SweepForAsync(TimeSpan.FromDays(4), _policy);
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
    }

    [Fact]
    public async Task A_value_that_was_never_ours_is_a_name_in_use_and_nothing_is_written()
    {
        await WorldAsync("""{"secrets":[{"vault":"contoso-prod","name":"payments-secret","value":"a database password"}]}""");
        var report = Assert.Single(await _tenant.SweepAsync(_policy));
        Assert.Equal(Reason.NameInUse, report.Reason);
        Assert.Single(await _tenant.VersionsAsync("contoso-prod", "payments-secret"));
        Assert.Equal(0, await _tenant.CountAsync(AddPassword));
    }

    [Fact]
    public async Task A_current_credential_that_somebody_removed_is_replaced_at_once()
    {
        await _tenant.SweepAsync(_policy);
        _tenant.Sandbox.Advance(TimeSpan.FromHours(1));
        await RemoveAsync(Assert.Single(await _tenant.LiveAsync(_application)));
        await _tenant.SweepAsync(_policy);
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
    }

    [Fact]
    public async Task While_a_previous_credential_is_in_grace_rotate_refuses_and_revoke_previous_overrides()
    {
        await _tenant.SweepAsync(_policy);
        await RotateAsync(revokePrevious: false);
        var refused = await RotateAsync(revokePrevious: false);
        Assert.Equal(Reason.InGrace, refused.Reason);
        Assert.Contains("together with the removal of the previous credential", refused.Message, StringComparison.Ordinal);
        await RotateAsync(revokePrevious: true);
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
        Assert.Equal(3, await _tenant.CountAsync(AddPassword));
    }

    [Fact]
    public async Task An_application_that_no_policy_matches_any_more_keeps_everything_and_is_reported()
    {
        await _tenant.SweepAsync(_policy);
        var other = _tenant.Add("billing");
        _tenant.Sandbox.Advance(TimeSpan.FromDays(200));
        var report = await _tenant.NewSweeper().SweepOnceAsync(new PolicySet(null, [_tenant.Policy(other)]), request: null, CancellationToken.None);
        Assert.Equal("payments", Assert.Single(report.Unmatched).DisplayName);
        Assert.Single(await _tenant.LiveAsync(_application));
    }

    private Task LoseTheAnswerAsync() =>
        _tenant.PostAsync("faults", """[{"host":"graph","route":"POST /applications/{id}/addPassword","nth":1,"times":1,"when":"after","drop":true}]""");

    // Runs a sweep and ends its process, as it were, as soon as a step of that kind has ended.
    private async Task StopAfterAsync(Step step)
    {
        using var stop = new CancellationTokenSource();
        _tenant.OnStep = ended =>
        {
            if (ended == step)
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _tenant.NewSweeper().SweepOnceAsync(new PolicySet(null, [_policy]), request: null, stop.Token));
        _tenant.OnStep = _ => { };

        // Rotations are told apart by the millisecond they begin in.
        _tenant.Sandbox.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task<ApplicationReport> LookAsync() =>
        Assert.Single((await _tenant.NewSweeper().PreviewAsync(new PolicySet(null, [_policy]), CancellationToken.None)).Applications);

    private async Task<ApplicationReport> RotateAsync(bool revokePrevious) =>
        Assert.Single((await _tenant.NewSweeper().SweepOnceAsync(new PolicySet(null, [_policy]), new RotateRequest(new PolicyKey("payments", null), revokePrevious), CancellationToken.None)).Applications);

    private Task RemoveAsync(JsonNode credential) =>
        WorldAsync($$"""{"applications":[{"appId":"{{_application.AppId}}","removeSecret":"{{credential["keyId"]}}"}]}""");

    // Changes the world by hand; the id of the credential that was added, if one was.
    private async Task<string?> WorldAsync(string change) => (string?)(await _tenant.PostAsync("world", change))["added"]?.AsArray().FirstOrDefault()?["keyId"];
}
