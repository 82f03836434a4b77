using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;
using RotationService.Core.Tests.Planning;

namespace RotationService.Core.Tests.Auditing;

/// <summary>What the world tells of an intent whose outcome nobody recorded.</summary>
public sealed class OpenIntentsTests
{
    private static readonly Uri Vault = World.Address("contoso-prod");

    private readonly Scene _scene = new();

    [Theory]
    [InlineData(599, null)]
    [InlineData(600, StepOutcome.Abandoned)]
    public void An_issue_that_left_nothing_is_abandoned_after_ten_minutes(int secondsAgo, StepOutcome? outcome) =>
        Assert.Equal(outcome, Judge(Intent(Step.Issue, secondsAgo) with { RotationId = _scene.Rotation(TimeSpan.Zero) }));

    [Fact]
    public void An_issue_whose_credential_is_shown_and_whose_value_is_nowhere_is_undecided()
    {
        var orphan = _scene.Issued(TimeSpan.FromHours(1));
        var intent = Intent(Step.Issue, 3600) with { RotationId = orphan.Mark!.Value.RotationId };
        Assert.Null(Judge(intent));
        _scene.Also = seen => seen with { Removed = seen.Removed.Add(orphan.KeyId, Scene.Now) };
        Assert.Equal(StepOutcome.Abandoned, Judge(intent));
    }

    [Theory]
    [InlineData(599, null)]
    [InlineData(600, StepOutcome.Ambiguous)]
    public void An_issue_for_a_place_that_the_policy_no_longer_names_stays_unknown(int secondsAgo, StepOutcome? outcome)
    {
        var credential = _scene.Issued(TimeSpan.FromHours(1));
        _scene.Policy = _scene.Policy with { Secret = "renamed" };
        Assert.Equal(outcome, Judge(Intent(Step.Issue, secondsAgo) with { RotationId = credential.Mark!.Value.RotationId }));
    }

    [Fact]
    public void A_credential_of_another_rotation_says_nothing_of_an_issue()
    {
        _scene.Issued(TimeSpan.FromHours(1));
        _scene.ByHand(TimeSpan.FromDays(1));
        Assert.Equal(StepOutcome.Abandoned, Judge(Intent(Step.Issue, 3600) with { RotationId = _scene.Rotation(TimeSpan.Zero) }));
        Assert.Equal(StepOutcome.Abandoned, Judge(Intent(Step.Issue, 3600)));
    }

    [Fact]
    public void An_issue_whose_value_is_pending_or_published_is_done()
    {
        var (stored, published, other) = (_scene.Issued(TimeSpan.FromHours(1)), _scene.Issued(TimeSpan.FromHours(2)), _scene.Issued(TimeSpan.FromHours(3)));
        _scene.Stored(other, TimeSpan.FromHours(3));
        _scene.Stored(stored, TimeSpan.FromHours(1));
        _scene.Published(published, TimeSpan.FromHours(2));
        Assert.Equal(StepOutcome.Done, Judge(Intent(Step.Issue, 60) with { RotationId = stored.Mark!.Value.RotationId }));
        Assert.Equal(StepOutcome.Done, Judge(Intent(Step.Issue, 60) with { RotationId = published.Mark!.Value.RotationId }));
        Assert.Null(Judge(Intent(Step.Issue, 60) with { RotationId = _scene.Rotation(TimeSpan.Zero) }));
    }

    [Fact]
    public void An_issue_that_was_refused_has_failed()
    {
        var (refused, other) = (_scene.Issued(TimeSpan.FromHours(1)), _scene.Issued(TimeSpan.FromHours(2)));
        _scene.Stored(refused, TimeSpan.FromHours(1), tags => tags with { KeyId = null, Stage = VersionStage.Refused }, enabled: false);
        _scene.Intended(other.Mark!.Value.RotationId, TimeSpan.FromHours(2));
        _scene.Credentials.Clear();
        Assert.Equal(StepOutcome.Failed, Judge(Intent(Step.Issue, 60) with { RotationId = refused.Mark!.Value.RotationId }));
        Assert.Null(Judge(Intent(Step.Issue, 60) with { RotationId = other.Mark!.Value.RotationId }));
    }

    [Theory]
    [InlineData(Step.Promote)]
    [InlineData(Step.CopyToVault)]
    [InlineData(Step.Heal)]
    public void A_publication_is_done_if_its_vault_shows_it_since_and_abandoned_otherwise(Step step)
    {
        _scene.Policy = _scene.Policy with { Vaults = [Vault, World.Address("ne")] };
        var (credential, other) = (_scene.Issued(TimeSpan.FromHours(1)), _scene.Issued(TimeSpan.FromHours(1)));
        _scene.Published(credential, TimeSpan.FromSeconds(65));
        Assert.Equal(StepOutcome.Done, Judge(Intent(step, 60) with { KeyId = credential.KeyId }));
        Assert.Equal(StepOutcome.Abandoned, Judge(Intent(step, 59) with { KeyId = credential.KeyId }));
        Assert.Equal(StepOutcome.Abandoned, Judge(Intent(step, 60) with { KeyId = other.KeyId }));
        Assert.Equal(StepOutcome.Abandoned, Judge(Intent(step, 60) with { KeyId = credential.KeyId, Vault = World.Address("ne") }));
    }

    [Fact]
    public void A_version_was_closed_if_it_is_disabled_in_either_place()
    {
        var (credential, other) = (_scene.Issued(TimeSpan.FromHours(1)), _scene.Issued(TimeSpan.FromHours(1)));
        var (open, closed) = (_scene.Stored(credential, TimeSpan.FromHours(1)), _scene.Stored(other, TimeSpan.FromHours(1), enabled: false));
        var published = _scene.Published(credential, TimeSpan.FromHours(1));
        Assert.Equal(StepOutcome.Done, Judge(Intent(Step.Tidy, 60) with { Version = closed.Version }));
        Assert.Equal(StepOutcome.Abandoned, Judge(Intent(Step.Tidy, 60) with { Version = open.Version }));
        Assert.Equal(StepOutcome.Abandoned, Judge(Intent(Step.Tidy, 60) with { Version = published.Version }));
        _scene.AlsoOfVault = vault => vault with { Versions = [.. vault.Versions.Select(version => version with { Enabled = false })] };
        Assert.Equal(StepOutcome.Done, Judge(Intent(Step.Tidy, 60) with { Version = published.Version }));
    }

    [Theory]
    [InlineData(599, null)]
    [InlineData(600, StepOutcome.Abandoned)]
    public void A_removal_is_done_once_the_credential_is_not_shown_and_abandoned_if_it_still_is_after_ten_minutes(int secondsAgo, StepOutcome? shown)
    {
        var credential = _scene.Issued(TimeSpan.FromHours(1));
        var intent = Intent(Step.Retire, secondsAgo) with { KeyId = credential.KeyId, RotationId = _scene.Rotation(TimeSpan.Zero) };
        Assert.Equal(shown, Judge(intent));
        Assert.Equal(StepOutcome.Done, Judge(intent with { KeyId = Guid.NewGuid() }));
    }

    [Fact]
    public void Nothing_is_judged_while_the_vault_concerned_cannot_be_read()
    {
        var intent = Intent(Step.Issue, 3600);
        _scene.AlsoOfVault = vault => vault with { Failure = new CallFailure(CallFailureKind.Unreachable, "no network") };
        Assert.Null(Judge(intent));
        Assert.Equal(StepOutcome.Abandoned, Judge(intent with { Vault = World.Address("ne") }));
    }

    private static AuditRecord Intent(Step step, int secondsAgo) => new(AuditKind.Intent, Scene.Now - TimeSpan.FromSeconds(secondsAgo), Guid.Empty, step) { Vault = Vault };

    private StepOutcome? Judge(AuditRecord intent) => OpenIntents.Judge(intent, _scene.Policy, _scene.Seen);
}
