using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;

namespace RotationService.Core.Tests.Fakes;

/// <summary>A world with one application under one policy, and what else may happen to it.</summary>
public abstract class OneApplication
{
    private protected const string Secret = "payments-secret";
    private protected const string Pending = "payments-secret-pending";

    private protected OneApplication()
    {
        App = World.Add("payments");
        Policy = World.Policy(App);
    }

    private protected World World { get; } = new();

    private protected FakeApplication App { get; }

    private protected Policy Policy { get; }

    private protected FakeVault Vault => World.Vault();

    /// <summary>The same policy, but that its log-ins are so far apart that the value is read again to be published: twice in all.</summary>
    private protected Policy ReadingBack => Policy with { Verify = Policy.Verify with { Consecutive = 2, Over = TimeSpan.FromSeconds(50) } };

    /// <summary>When a credential is to be renewed.</summary>
    private protected DateTimeOffset DueAt(FakeCredential credential) => credential.End - Policy.RenewBefore - Policy.SpreadOf(App.AppId, credential.KeyId);

    /// <summary>One sweep of one policy, in which nothing throws.</summary>
    private protected async Task<ApplicationReport> One(Policy policy)
    {
        var report = await World.SweepAsync(policy);
        Assert.Empty(World.Defects);
        return Assert.Single(report.Applications);
    }

    /// <summary>Something that happens once, before a call of this name.</summary>
    private protected void Before(string name, Action happening) => World.Fault = call =>
    {
        if (call == name)
        {
            World.Fault = _ => null;
            happening();
        }

        return null;
    };

    /// <summary>Something that happens once, after a call of this name and before its answer is taken note of.</summary>
    private protected void After(string name, Action happening) => World.LostAnswer = call =>
    {
        if (call == name)
        {
            World.LostAnswer = _ => null;
            happening();
        }

        return null;
    };

    /// <summary>A rotation that ends as soon as its value is in the vault.</summary>
    private protected async Task StoreAndStop()
    {
        World.LogInsAnswer = LogInAnswer.Unreachable;
        var sweeper = World.NewSweeper();
        using var stop = new CancellationTokenSource();
        After("put pending", stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sweeper.SweepOnceAsync(new(null, [Policy]), null, stop.Token));
    }

    private protected async Task<RotationId> IntentOfAnotherProcess()
    {
        var tags = new VersionTags(((IIdentifiers)World).NewRotation(World.Time.True), App.AppId, VersionStage.Intent);
        await ((IVault)Vault).WriteAsync(Pending, new NewSecret(null, false, null, tags), Guid.Empty, CancellationToken.None);
        return tags.RotationId;
    }

    private protected void PublishByAnotherProcess()
    {
        var rotation = ((IIdentifiers)World).NewRotation(World.Time.True);
        var credential = World.NewCredential(CredentialMark.For("contoso-prod", Secret, rotation).ToString(), World.Time.True + TimeSpan.FromDays(90));
        App.Live.Add(credential);
        Vault.Put(Secret, credential.Value, new VersionTags(rotation, App.AppId, VersionStage.Published) { KeyId = credential.KeyId, Grace = TimeSpan.FromHours(72), Vaults = ["contoso-prod"] }, credential.End);
    }
}
