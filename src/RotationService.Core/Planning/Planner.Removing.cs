using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>
/// The checks that remove. The checks that remove credentials do nothing while a vault cannot be read or explained, the
/// local clock is wrong, or the time is in doubt.
/// </content>
public static partial class Planner
{
    private static bool MayRemove(PlanningContext s) =>
        s.AllVaultsExplained && s.Seen is { ClockIsSkewed: false, TimeDoubt: null };

    private static Decision? OrphansAreRemoved(PlanningContext s)
    {
        if (!MayRemove(s))
        {
            return null;
        }

        foreach (var credential in InStage(s, Stage.Orphan)
            .Where(credential => s.BornAt(credential) + PlanningContext.MinOrphanAge <= s.Now))
        {
            var intent = s.IntentOf(credential)!;
            if (Attempt(
                s,
                new RemoveAct(
                    Step.RemoveOrphan,
                    Reason.Orphan,
                    credential,
                    [TagPending(s, intent, VersionStage.Removing)])
                {
                    MustBeNowhere = true
                }) is { } remove)
            {
                return remove;
            }
        }

        return null;
    }

    private static Decision? SurplusIsWithdrawn(PlanningContext s)
    {
        if (!MayRemove(s))
        {
            return null;
        }

        foreach (var credential in InStage(s, Stage.Pending))
        {
            if (s.WithdrawableAt(credential) is not { } at || at > s.Now || !s.IsSurplus(credential))
            {
                continue;
            }

            var closed = s.ClosedVersionsOf(credential)[0];
            var stage = closed.Tags!.Stage is VersionStage.NeverProven
                ? VersionStage.NeverProven
                : VersionStage.Closed;
            if (Attempt(
                s,
                new RemoveAct(Step.Retire, Reason.Surplus, credential, [TagPending(s, closed, stage)])
                {
                    MustBeNowhere = true
                }) is { } withdraw)
            {
                return withdraw;
            }
        }

        return null;
    }

    private static Decision? PreviousAreRevokedOnRequest(PlanningContext s)
    {
        if (s.Seen.Request is not { RevokePrevious: true }
            || s.Current is null
            || s.Seen.RequestedRotation != s.Current.RotationId
            || s.CurrentEverywhereSince is null)
        {
            return null;
        }

        return MayRemove(s)
            ? RemoveSucceeded(s, Revocable(s), Step.Revoke, Reason.Forced, VersionStage.Revoked)
            : null;
    }

    // A revocation removes everything that the policy covers: the credentials that the new one succeeds, and, if the
    // policy adopts, the earlier credentials of others.
    private static IEnumerable<Credential> Revocable(PlanningContext s) => s.Credentials
        .Select(staged => staged.Credential)
        .Where(credential =>
            !s.IsRemoved(credential.KeyId)
            && (s.IsOurs(credential) ? s.IsSucceeded(credential) : s.IsAdopted(credential)));

    private static Decision? SupersededAreRetired(PlanningContext s)
    {
        if (!MayRemove(s) || s.Policy.Hold)
        {
            return null;
        }

        var over = s.Credentials
            .Where(staged => !s.IsRemoved(staged.Credential.KeyId) && s.RetirableAt(staged) <= s.Now)
            .Select(staged => staged.Credential);
        return RemoveSucceeded(s, over, Step.Retire, Reason.Superseded, VersionStage.Retiring);
    }

    // Removes published credentials, each only after the newest value of every vault has logged in just now.
    private static Decision? RemoveSucceeded(
        PlanningContext s,
        IEnumerable<Credential> credentials,
        Step step,
        Reason reason,
        VersionStage stage)
    {
        LogInEvidence? oldest = null;
        foreach (var credential in credentials)
        {
            foreach (var vault in s.Policy.Verify.LogsIn ? s.Readable : [])
            {
                var successor = s.AddressOf(vault, vault.Newest!);
                if (s.FreshLogIn(successor) is not { } logIn)
                {
                    return new TryLogIn(successor, step, s.Current!.KeyId);
                }

                if (!logIn.Result.ProvesSecret)
                {
                    return null;
                }

                oldest = oldest is null || logIn.At < oldest.At ? logIn : oldest;
            }

            if (Attempt(
                s,
                new RemoveAct(
                    step,
                    step is Step.Retire && credential.HasEnded(s.Now) ? Reason.Expired : reason,
                    credential,
                    [.. s.Readable.Select(vault => TagPublished(s, vault, credential, stage))])
                {
                    Successors = [.. s.Readable.Select(TargetOf)],
                    SuccessorLogIn = oldest,
                }) is { } remove)
            {
                return remove;
            }
        }

        return null;
    }

    private static Decision? GoneVersionsAreDisabled(PlanningContext s)
    {
        foreach (var (vault, version, keyId) in s.VersionsOfGone)
        {
            var address = s.AddressOf(vault, version);
            if (s.Seen.IsUnread(address))
            {
                return new ReadVersion(address);
            }

            if (Attempt(
                s,
                new TidyAct(Reason.CredentialGone, address, version.Tags) { IsOfConsumers = true }) is { } tidy)
            {
                return tidy;
            }
        }

        return null;
    }

    private static IEnumerable<Credential> InStage(PlanningContext s, Stage stage) => s.Credentials
        .Where(staged => staged.Stage == stage && !s.IsRemoved(staged.Credential.KeyId))
        .Select(staged => staged.Credential);

    private static TagWrite TagPending(PlanningContext s, SecretVersion version, VersionStage stage) => new(
        new VersionAddress(s.Policy.Vaults[0], s.Policy.PendingSecret, version.Version),
        version.Tags! with { Stage = stage });

    // The tags of the version that held the credential's value announce the removal. If there is no such version, the
    // tags of its successor do.
    private static TagWrite TagPublished(
        PlanningContext s,
        VaultObservation vault,
        Credential credential,
        VersionStage stage)
    {
        var own = vault.Versions.LastOrDefault(version =>
            s.OwnerOf(vault, version).Credential?.KeyId == credential.KeyId);
        if (own is not null)
        {
            return new TagWrite(s.AddressOf(vault, own), s.TagsOf(credential, own.Tags, stage));
        }

        var newest = s.NewestIn(vault)!;
        return new TagWrite(
            s.AddressOf(newest),
            s.TagsOf(newest) with { Retiring = VersionTags.Abbreviate(credential.KeyId) });
    }
}
