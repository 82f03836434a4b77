using RotationService.Core.Display;

namespace RotationService.Core.Planning;

/// <content>
/// The checks that publish a published value again: where consumers are refused, where the value is missing, and where
/// an older one is the newest version.
/// </content>
public static partial class Planner
{
    private static Decision? RefusedNewestIsHealed(PlanningContext s)
    {
        foreach (var vault in s.Usable)
        {
            if (s.IsInDoubt(vault) && s.FreshLogIn(s.AddressOf(vault, vault.Newest!)) is null)
            {
                return new TryLogIn(s.AddressOf(vault, vault.Newest!), Step.Heal, s.KeyIn(vault));
            }

            if (s.IsRefused(vault) && s.Policy.Verify.LogsIn && HealOf(s, vault) is { } heal)
            {
                return heal;
            }
        }

        return null;
    }

    private static Decision? HealOf(PlanningContext s, VaultObservation vault)
    {
        // Changes to the tags of older versions do not hide which of their values still work.
        if (s.Usable.Select(s.UnreadOf).FirstOrDefault(unread => unread is not null) is { } unread)
        {
            return new ReadVersion(unread);
        }

        if (s.Untried is { } untried)
        {
            return untried;
        }

        var older = s.Publications
            .Where(publication =>
                publication.Version.Version != vault.Newest?.Version && s.MayBePublishedAgain(publication))
            .OrderByDescending(publication => publication.RotationId)
            .ThenBy(publication => publication.CreatedOn)
            .DistinctBy(publication => publication.KeyId);
        foreach (var publication in older)
        {
            var address = s.AddressOf(publication);
            if (s.FreshLogIn(address) is not { } logIn)
            {
                return new TryLogIn(address, Step.Heal, publication.KeyId);
            }

            if (logIn.Result.ProvesSecret)
            {
                // If this value could not be written just now, an even older one must not be written instead.
                return Attempt(s, new RepublishAct(
                    Step.Heal,
                    s.KindOf(vault) is NewestKind.NotOurs && !s.NamesGoneCredential(vault)
                        ? Reason.OverwrittenByOthers
                        : Reason.CredentialGone,
                    address,
                    s.TagsOf(publication),
                    publication.Credential.EndDateTime,
                    logIn,
                    TargetOf(vault)));
            }
        }

        return null;
    }

    private static Decision? LaggingVaultGetsCurrent(PlanningContext s)
    {
        if (s.Current is not { IsConfirmed: true } current || s.Drifted.Any())
        {
            return null;
        }

        foreach (var vault in s.Usable)
        {
            var lacks = s.KindOf(vault) switch
            {
                NewestKind.Missing => true,
                NewestKind.Ours => s.IsBehind(vault),
                NewestKind.Awaited => false,
                _ => true,
            };
            if (!lacks || HasFailed(s, ActTarget.CopyTo(vault.Address, current.KeyId)))
            {
                continue;
            }

            var address = s.AddressOf(current);
            if (s.Policy.Verify.LogsIn)
            {
                if (s.FreshLogIn(address) is not { } logIn)
                {
                    return new TryLogIn(address, Step.CopyToVault, current.KeyId);
                }

                if (!logIn.Result.ProvesSecret)
                {
                    continue;
                }
            }

            if (Attempt(s, new RepublishAct(
                Step.CopyToVault,
                Reason.ValueMissing,
                address,
                s.TagsOf(current),
                current.Credential.EndDateTime,
                s.FreshLogIn(address),
                TargetOf(vault))) is { } copy)
            {
                return copy;
            }
        }

        return null;
    }

    // A person who requests a rotation, and may have it, always gets one.
    private static Decision? WrittenOverIsPublishedAgain(PlanningContext s)
    {
        if (s.WrittenOver is not { } later || (IsAskedFor(s) && RefusedUntil(s) is null))
        {
            return null;
        }

        var address = s.AddressOf(later);
        var logIn = s.FreshLogIn(address);
        if (s.Policy.Verify.LogsIn && logIn is null)
        {
            return new TryLogIn(address, Step.Heal, later.KeyId);
        }

        // A value that cannot be tried or written is a reason to wait only while there is time for another rotation.
        if (logIn is not null && CannotLogIn(s, logIn) is { } cannot)
        {
            return s.HasTime ? cannot : null;
        }

        if (s.Seen.Request is null
            && s.Policy.Window is { } window
            && !window.IsOpen(s.Now)
            && window.NextOpening(s.Now) is var opening
            && s.CanWaitUntil(opening))
        {
            return Settle(
                s,
                Condition.Rotating,
                Reason.OutsideWindow,
                $"{WrittenOver(s, later)} in the policy's window ({window}), which opens at {Text.Of(opening)}. "
                    + "The value that programs read now works.",
                Step.Heal,
                opening,
                followUpAt: opening);
        }

        var again = new RepublishAct(
            Step.Heal,
            Reason.PublishedOutOfOrder,
            address,
            s.TagsOf(later),
            later.Credential.EndDateTime,
            logIn,
            TargetOf(s.Current!.Vault));
        return Attempt(s, again)
            ?? (s.HasTime
                ? (Decision)Settle(
                    s,
                    Condition.Rotating,
                    Reason.PublishedOutOfOrder,
                    $"{WrittenOver(s, later)}.",
                    Step.Heal,
                    s.Now)
                : null);
    }

    private static string WrittenOver(PlanningContext s, Publication later) =>
        $"Credential {s.Current!.KeyId} was published over credential {later.KeyId}, which belongs to a later "
        + "rotation. The later credential is published again";
}
