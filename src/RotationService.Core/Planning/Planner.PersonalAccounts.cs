using RotationService.Core.Credentials;
using RotationService.Core.Display;

namespace RotationService.Core.Planning;

/// <content>Making room for a new secret on applications that are open to personal Microsoft accounts.</content>
public static partial class Planner
{
    /// <summary>
    /// How many secrets an application may have that is open to personal accounts. Source: the Microsoft Entra
    /// documentation of supported account types.
    /// </summary>
    private const int PersonalAccountsLimit = 2;

    private static Decision? MakeRoom(PlanningContext s)
    {
        if (!s.Seen.Application.IsOpenToPersonalAccounts)
        {
            return null;
        }

        var credentials = s.Credentials.Where(staged => !s.IsRemoved(staged.Credential.KeyId)).ToList();
        var foreign = credentials.Count(staged => staged.Stage is Stage.Foreign or Stage.Elsewhere);
        var mayOverlap = foreign == 0 || s.Policy.Adopt;
        var full = credentials.Count >= PersonalAccountsLimit;
        if (full && (RemoveEnded(s, credentials) ?? AwaitRoom(s, credentials, mayOverlap)) is { } decision)
        {
            return decision;
        }

        // A secret that stays for good leaves no room for the overlap of the next rotation, even if the new secret of
        // this rotation still fits.
        if (!full && mayOverlap)
        {
            return null;
        }

        var why = foreign > 0
            ? $"It has {credentials.Count}, of which the service did not issue {foreign}"
            : $"It has {credentials.Count}, none of which can be retired yet";
        return Settle(
            s,
            Condition.NeedsAttention,
            Reason.CredentialLimit,
            $"The application accepts personal Microsoft accounts and can have at most {PersonalAccountsLimit} client "
                + $"secrets. {why}. That leaves no room for two client secrets of the service to overlap. "
                + (full
                    ? "Remove one that nothing uses."
                    : "Remove it when nothing uses it, or set `adopt: true` to retire it after the first rotation."),
            Step.Issue);
    }

    private static Decision? RemoveEnded(PlanningContext s, List<StagedCredential> credentials)
    {
        var ended = credentials.FirstOrDefault(staged =>
            staged.Stage is not (Stage.Foreign or Stage.Elsewhere) && staged.Credential.HasEnded(s.Now));
        if (ended is null || !MayRemove(s))
        {
            return null;
        }

        var tag = s.Readable
            .Where(vault => s.NewestIn(vault) is not null)
            .Select(vault => TagPublished(s, vault, ended.Credential, VersionStage.Retiring))
            .ToList();
        return tag.Count > 0
            ? Attempt(s, new RemoveAct(Step.Retire, Reason.Expired, ended.Credential, tag))
            : null;
    }

    private static Settled? AwaitRoom(PlanningContext s, List<StagedCredential> credentials, bool mayOverlap)
    {
        if (s.Seen.ClockIsSkewed && s.Credentials.Any(staged => s.RetirableAt(staged) <= s.Now))
        {
            return Settle(
                s,
                Condition.NeedsAttention,
                Reason.ClockSkew,
                "This machine's clock differs from the time of the Azure services by more than five minutes, so "
                    + $"nothing is removed. The application already has {PersonalAccountsLimit} client secrets, the "
                    + "most that it can have, so there is no room for the next one. Set the clock (enable NTP).",
                Step.Issue);
        }

        if (s.Credentials.Select(s.RetirableAt).Where(at => at > s.Now).Min() is { } roomAt)
        {
            return Settle(
                s,
                ConditionOf(s, Condition.Due),
                Reason.InGrace,
                $"The application already has {PersonalAccountsLimit} client secrets, the most that it can have. "
                    + $"There is room for the next one at {Text.Of(roomAt)}.",
                Step.Retire,
                roomAt);
        }

        if (mayOverlap
            && credentials.Find(staged => staged.Stage is Stage.Pending or Stage.Orphan) is { } leftover)
        {
            var goneAt = s.WithdrawableAt(leftover.Credential);
            return Settle(
                s,
                ConditionOf(s, Condition.Due),
                leftover.Stage is Stage.Orphan ? Reason.Orphan : Reason.Surplus,
                $"The application already has {PersonalAccountsLimit} client secrets, the most that it can have. There "
                    + $"is room for the next one after credential {leftover.Credential.KeyId}, which was never "
                    + "published, has been withdrawn.",
                Step.Retire,
                goneAt,
                followUpAt: goneAt > s.Now ? goneAt : null);
        }

        return null;
    }
}
