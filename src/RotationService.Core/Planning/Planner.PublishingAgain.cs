namespace RotationService.Core.Planning;

/// <content>The checks that publish again what was published before: where it is refused, where it is missing, and where an older one stands.</content>
public static partial class Planner
{
    private static Decision? RefusedNewestIsHealed(Situation s)
    {
        foreach (var vault in s.Readable)
        {
            if (s.IsInDoubt(vault) && s.FreshLogIn(s.AddressOf(vault, vault.Newest!)) is null)
            {
                return new TryLogIn(s.AddressOf(vault, vault.Newest!), Step.Heal, vault.Newest!.Tags!.KeyId);
            }

            if (!s.IsRefused(vault) || !s.Policy.Verify.LogsIn)
            {
                continue;
            }

            var older = s.Publications
                .Where(publication => publication.KeyId != vault.Newest?.Tags?.KeyId && s.Find(publication.KeyId) is not null && s.MayBePublishedAgain(publication))
                .OrderByDescending(publication => publication.RotationId)
                .DistinctBy(publication => publication.KeyId);
            foreach (var publication in older)
            {
                var address = s.AddressOf(publication);
                if (s.FreshLogIn(address) is not { } logIn)
                {
                    return new TryLogIn(address, Step.Heal, publication.KeyId);
                }

                if (!logIn.Result.ProvesSecret)
                {
                    continue;
                }

                if (Attempt(s, new RepublishAct(
                    Step.Heal,
                    s.KindOf(vault) is NewestKind.NotOurs ? Reason.OverwrittenByOthers : Reason.CredentialGone,
                    address,
                    publication.Tags,
                    publication.Version.ExpiresOn,
                    logIn,
                    TargetOf(vault))) is { } heal)
                {
                    return heal;
                }

                // It could not be written just now: that is no reason for one that is still older.
                break;
            }
        }

        return null;
    }

    private static Decision? LaggingVaultGetsCurrent(Situation s)
    {
        // Where no log-in can show that the value works, the directory must show that its credential is there.
        if (s.Current is not { } current || (!s.Policy.Verify.LogsIn && s.Find(current.KeyId) is null) || s.Drifted.Any())
        {
            return null;
        }

        foreach (var vault in s.Readable)
        {
            var lacks = s.KindOf(vault) switch
            {
                NewestKind.Missing => true,
                NewestKind.Ours => vault.Newest!.Tags!.RotationId < current.RotationId,
                NewestKind.NotOurs or NewestKind.Disabled => true,
                _ => s.Policy.Adopt,
            };
            if (!lacks || Setback(s, $"{Step.CopyToVault} {current.KeyId} to {vault.Address.Host}"))
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
                current.Tags,
                current.Version.ExpiresOn,
                s.FreshLogIn(address),
                TargetOf(vault))) is { } copy)
            {
                return copy;
            }
        }

        return null;
    }

    // A person who asks for a rotation, and may have it, gets one, whatever stands where.
    private static Decision? WrittenOverIsPublishedAgain(Situation s)
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

        // What cannot be tried out, or not be written, is a reason to wait only as long as there is time for another.
        if (logIn is not null && CannotLogIn(s, logIn) is { } cannot)
        {
            return s.HasTime ? cannot : null;
        }

        if (s.Seen.Request is null && s.Policy.Window is { } window && !window.IsOpen(s.Now) && window.NextOpening(s.Now) is var opening && s.CanWaitUntil(opening))
        {
            return Settle(
                s,
                Condition.Rotating,
                Reason.OutsideWindow,
                $"{WrittenOver(s, later)} in the policy's window ({window}), which opens {Text.Of(opening)}; what consumers read works.",
                Step.Heal,
                opening,
                followUpAt: opening);
        }

        // Where no log-in can show that the value works, the directory must show that its credential is there.
        if (!s.Policy.Verify.LogsIn && s.Find(later.KeyId) is null)
        {
            var next = s.Now + LookSpacing;
            return Settle(s, Condition.Rotating, Reason.PublishedOutOfOrder, $"{WrittenOver(s, later)} as soon as the directory shows it.", Step.Heal, next, followUpAt: next);
        }

        var again = new RepublishAct(Step.Heal, Reason.PublishedOutOfOrder, address, later.Tags, later.Version.ExpiresOn, logIn, TargetOf(s.Current!.Vault));
        return Attempt(s, again) ?? (s.HasTime ? (Decision)Settle(s, Condition.Rotating, Reason.PublishedOutOfOrder, $"{WrittenOver(s, later)}.", Step.Heal, s.Now) : null);
    }

    private static string WrittenOver(Situation s, Publication later) =>
        $"Credential {s.Current!.KeyId} was published over {later.KeyId}, which is of a later rotation; that is published again";
}
