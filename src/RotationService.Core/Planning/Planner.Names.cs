using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <content>The checks that determine whose each version is, before anything relies on a version.</content>
public static partial class Planner
{
    /// <summary>
    /// Returns the decision for an application that could not be looked up. Without that application, the owner of a
    /// version cannot be determined.
    /// </summary>
    internal static Settled WithoutHolder(Policy policy, Observation observation, Guid appId, CallFailure failure)
    {
        var (reason, message) = Failures.OfGraph(
            failure,
            observation.Application,
            $"looking up the application {appId}, which the newest version of '{policy.Secret}' names");
        return Settle(
            new PlanningContext(policy, observation),
            reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed,
            reason,
            message);
    }

    private static ReadVersion? VersionsAreRead(PlanningContext s) =>
        s.UnreadVersion is { } version ? new ReadVersion(version) : null;

    private static Decision? NewestIsExplained(PlanningContext s)
    {
        foreach (var vault in s.Readable)
        {
            if (s.HolderToLookUp(vault) is { } appId)
            {
                return new LookUpHolder(appId);
            }

            if (vault.Newest is not { } newest)
            {
                continue;
            }

            var address = s.AddressOf(vault, newest);
            if (s.Policy.Verify.LogsIn
                && (s.OwnerOf(vault, newest).Owner is VersionOwner.Untried
                    || s.KindOf(vault) is NewestKind.NotOurs or NewestKind.Awaited)
                && s.MayTry(address, newest))
            {
                if (s.FreshLogIn(address) is not { } logIn)
                {
                    return new TryLogIn(address, Step.None, KeyId: null);
                }

                if (CannotLogIn(s, logIn) is { } cannot)
                {
                    return cannot;
                }
            }
        }

        return NameIsFree(s);
    }

    // Nothing can be stored without the first vault. Another vault that waits for a person delays only itself and
    // removals.
    private static Decision? NameIsFree(PlanningContext s)
    {
        foreach (var vault in s.Readable)
        {
            if (s.WhyNameIsInUse(vault) is null)
            {
                continue;
            }

            if (s.UnreadOf(vault) is { } unread)
            {
                return new ReadVersion(unread);
            }

            if (vault.Address == s.Policy.Vaults[0])
            {
                return NameInUse(s, vault);
            }
        }

        return null;
    }

    private static Settled NameInUse(PlanningContext s, VaultObservation vault) => Settle(
        s,
        Condition.NeedsAttention,
        Reason.NameInUse,
        $"The secret '{s.Policy.Secret}' in vault {vault.Name} is in use: {s.WhyNameIsInUse(vault)}. "
            + (s.Policy.SecretNameFromDisplayName
                ? "Set another `secret` in the policy. A name that comes from a display name is never taken over."
                : "Set another `secret` in the policy, or set `adopt: true` to take over the name."));

    private static Decision? ChangedTagsAreWrittenAgain(PlanningContext s)
    {
        foreach (var vault in s.Readable)
        {
            if (vault.Newest is { } newest
                && s.OwnerOf(vault, newest) is { IsOurs: true, Credential: { } credential } attribution
                && NeedsTags(attribution, newest)
                && Attempt(
                    s,
                    new TagAct(
                        s.AddressOf(vault, newest),
                        s.TagsOf(credential, newest.Tags, VersionStage.Published))) is { } tag)
            {
                return tag;
            }
        }

        foreach (var version in s.Seen.Pending.Where(version => version.Enabled))
        {
            if (s.PendingOwnerOf(version) is { Credential: { } credential } attribution)
            {
                var address = s.PendingAddressOf(version);
                if (attribution.Owner is VersionOwner.Untried && s.FreshLogIn(address) is null)
                {
                    return new TryLogIn(address, Step.Tidy, credential.KeyId);
                }

                if (NeedsTags(attribution, version)
                    && Attempt(
                        s,
                        new TagAct(
                            address,
                            s.TagsOf(credential, version.Tags, VersionStage.Pending))) is { } tag)
                {
                    return tag;
                }
            }
        }

        return null;
    }

    private static bool NeedsTags(Attribution attribution, SecretVersion version) =>
        attribution.Owner is VersionOwner.Recognised || (attribution.IsOurs && version.Tags is { IsDamaged: true });
}
