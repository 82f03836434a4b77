using RotationService.Sandbox.State;
using RotationService.Sandbox.Tokens;
using RotationService.Simulation.Hostility;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Checking;

/// <content>What is judged when something has happened: I1 to I6.</content>
internal sealed partial class Judge
{
    /// <summary>When the request was sent that has just been served: what it rests on was looked at then.</summary>
    private DateTimeOffset SentAt => world.Serving?.SentAt ?? world.Time.Now;

    /// <summary>A program has been refused. The cause that excuses it; null, and a violation, if there is none.</summary>
    /// <param name="appId">The application it logs in as.</param>
    /// <param name="held">What it logged in with.</param>
    /// <param name="verdict">Why it was refused.</param>
    /// <param name="at">When.</param>
    /// <param name="foundNothing">Whether it goes on with what it had, since there was nothing when it read again. Only people leave nothing to be read: a service that does is caught in the act.</param>
    public Excuse? RefusedConsumer(Guid appId, Reading held, LogInVerdict verdict, DateTimeOffset at, bool foundNothing)
    {
        var known = _cases[appId];
        var facts = known.WithValue(held.Value);
        Excuse? excuse = verdict switch
        {
            LogInVerdict.UnknownClient or LogInVerdict.Disabled or LogInVerdict.ConditionalAccess => Excuse.ApplicationDisabled,
            _ when facts?.Credential is { RemovedBy: "hand" } => Excuse.RemovedByPeople,
            _ when held.ByHand || foundNothing => Excuse.WrittenByPeople,
            _ when !known.Wish.Proves && at < facts?.Credential.UsableAt => Excuse.NotVerified,
            _ when facts is not null && at >= facts.Credential.EndDateTime && IsOutlived(known, facts) => Excuse.Outage,
            _ when facts is not null && at >= facts.Credential.EndDateTime && WasKeptFromRotating(known, facts) => Excuse.Attacked,
            _ when facts is null && MayHoldWhatNobodyProves(known) => Excuse.Attacked,
            _ => null,
        };
        if (excuse is null)
        {
            Violated("I1", $"a program that read credential {facts} in time is refused: {verdict} at {at - world.Time.Start}.");
        }

        return excuse;
    }

    // Where no log-in proves a value, whoever may write the pending secret can have published what begins as ours does: they may as well write it
    // where programs read.
    private bool MayHoldWhatNobodyProves(Case known) => !known.Wish.Proves && IsOutOfControl(known);

    private bool HoldsForgery(Case known, Slot slot) =>
        slot.Readable is { } readable && known.WithValue(readable.Value) is null && MayHoldWhatNobodyProves(known);

    // Published again, after another, with too little time left because of what people did to the other: for an outage, or for its programs
    // to read what replaced it at once.
    private static bool IsOutlived(Case known, CredentialFacts facts) =>
        facts.LastPublishedAt > facts.PublishedAt
        && (known.PeopleActedAt > facts.Credential.EndDateTime - LongestOutage
            || (known.PeopleActedAt > facts.PublishedAt
                && facts.Credential.EndDateTime < facts.LastPublishedAt + known.Wish.Grace
                && facts.CeasedAt < facts.LastPublishedAt + LongestOutage));

    private void JudgeNumber(Case known)
    {
        if (IsAttacked(known) || HintsTellNothing)
        {
            JudgeNumberUnderAttack(known);
            return;
        }

        // What people want held is there because they want it.
        var live = known.Credentials
            .Where(facts => facts.MadeBy is not null && facts.IsLive(world.Time.Now) && known.IsOurs(facts.Credential) && !(known.Wish.Hold && facts.OwedUntil > DateTimeOffset.MinValue))
            .ToList();

        // What people lose or take away has to be replaced, and while a clock is wrong nothing is removed.
        var undisturbed = live.Count > 0 && live[0].Credential.CreatedAt > known.PeopleActedAt && live[0].Credential.CreatedAt > world.ClockMayBeWrongUntil;
        if (undisturbed && live.Count > 3 + Math.Max(0, world.Machines.Count - 2))
        {
            Violated("I6", $"{live.Count} credentials of ours are live: {string.Join(", ", live)}.");
        }
    }

    private void JudgePublication(Case known, Slot slot, SecretVersion version)
    {
        if (known.WithValue(version.Value) is not { } facts)
        {
            if (!MayHoldWhatNobodyProves(known))
            {
                Violated("I3", $"'{slot.Name}' is given a value that no credential of {known.Wish.Name} ever had.");
            }

            return;
        }

        JudgeAuthority(known, slot, facts);

        // Where no log-in tells that people removed it, only several reads of the directory do, and they take more than one sweep.
        var unknowable = !known.Wish.Proves && facts.Credential.RemovedBy == "hand";
        if (facts.Credential.RemovedAt is not null && !unknowable && known.PeopleActedAt < SentAt - Freshness)
        {
            Violated("I1", $"credential {facts} is published in {slot.Vault} after it was removed.");
        }

        if (known.Wish.Proves && !(facts.Credential.LoggedInAt >= SentAt - Freshness))
        {
            Violated("I3", $"credential {facts} is published in {slot.Vault} and has not just logged in.");
        }

        // Where no log-in proves a value, nothing tells that a directory has none of its new credentials work.
        var unprovable = !known.Wish.Proves && world.Party?.Rights.Contains(Right.NoLogIn) == true;
        if (facts.PublishedAt is null && facts.MadeBy is not null && world.Time.Now < facts.Credential.UsableAt && !unprovable)
        {
            Violated("I3", $"credential {facts} is published in {slot.Vault} before it works reliably.");
        }

        if (!IsOutOfControl(known) && facts.PublishedAt is null && facts.MadeBy is not null && known.WishReadAt(world.Actor!.PoliciesReadAt).Window is { } window
            && !window.IsOpen(SentAt) && !window.IsOpen(SentAt - Freshness) && !MayNotWait(known, facts, window.NextOpening(SentAt)))
        {
            Violated("window", $"credential {facts} is published in {slot.Vault} while the window {window} is closed, and could have waited.");
        }

        if (facts.MadeBy is not null && !WasStoredBefore(known, version))
        {
            Violated("I2", $"credential {facts} is published in {slot.Vault} and was stored nowhere before.");
        }
    }

    // Where programs have nothing that works, or would have nothing before their grace period is over, or people have just taken a hand.
    private bool MayNotWait(Case known, CredentialFacts facts, DateTimeOffset opening) =>
        known.PeopleActedAt > facts.Credential.CreatedAt - TimeSpan.FromDays(1)
        || known.WishedSlots.Any(slot => slot.Readable is not { } readable
            || known.WithValue(readable.Value) is not { } before
            || !before.IsLive(SentAt)
            || before.Credential.EndDateTime - known.Wish.Grace < opening);

    private bool WasStoredBefore(Case known, SecretVersion published) => known.Slots.Exists(slot =>
        (slot.Secret?.Versions.Any(version => version != published && version.Value == published.Value) ?? false)
        || Holds(world.Engine.Truth.VaultEvenDeleted(slot.Vault)?.Secrets.GetValueOrDefault($"{slot.Name}-pending"), published.Value));

    private void JudgeRemoval(Case known, CredentialFacts facts)
    {
        var now = world.Time.Now;
        if (facts.Credential.EndDateTime <= now)
        {
            return;
        }

        JudgeAuthority(known, facts);
        if (facts.OwedUntil is null && !known.IsEntrusted(facts.Credential, world.Actor?.PoliciesReadAt ?? now))
        {
            Violated("I5", $"credential {facts} is not ours, and is removed.");
        }

        if (facts.OwedUntil is not { } owedUntil)
        {
            if (facts.MadeBy is { } maker && maker != world.Actor && now - facts.Credential.CreatedAt < MinOrphanAge - Uncertainty)
            {
                Violated("I2", $"credential {facts} is removed while the process that made it may be about to store it.");
            }

            return;
        }

        if (known.PeopleActedAt >= SentAt - (IsAttacked(known) ? Unfenced : Freshness))
        {
            // What people do between a check and the removal that rests on it cannot be known in time.
            return;
        }

        // A process goes by what people wanted when it read it. What was promised under another name, or in another vault, is written
        // there, where a policy that adopts does not look: what it promised itself counts.
        var wish = known.WishReadAt(world.Actor?.PoliciesReadAt ?? now);
        var wished = known.SlotsOf(wish);
        if ((wish.Adopt ? wished : known.Slots).Any(slot => slot.Readable?.Value == facts.Credential.SecretText))
        {
            Violated("I4", $"credential {facts} is removed while programs read it.");
        }
        else if (now + Uncertainty < (wish.Adopt ? wished.Max(slot => slot.OwedUntil(facts.Credential.SecretText)) : owedUntil))
        {
            Violated("I1", $"credential {facts} is removed up to {owedUntil - now} before the end of the grace period of those who read it.");
        }

        JudgeSuccessor(known, wish, facts);
    }

    private static bool WasReadIn(IEnumerable<Slot> slots, CredentialFacts facts) =>
        slots.Any(slot => slot.Secret?.Versions.Any(version => version.Value == facts.Credential.SecretText) == true);

    private void JudgeSuccessor(Case known, Wish wish, CredentialFacts facts)
    {
        // What came after it may have come before it, too, and have been published again when people took this one away.
        var longAgo = world.Time.Now - wish.Grace + Uncertainty;
        var isSeen = !wish.Adopt || WasReadIn(known.SlotsOf(wish), facts);
        if (isSeen && !known.Credentials.Exists(other => other != facts && other.Publications.Exists(at => at > facts.PublishedAt && at <= longAgo)))
        {
            Violated("I4", $"credential {facts} is removed and nothing that came after it has been published for {wish.Grace}.");
        }

        foreach (var slot in known.SlotsOf(wish))
        {
            if (HoldsForgery(known, slot))
            {
                continue;
            }

            if (slot.Readable is not { } readable || known.WithValue(readable.Value) is not { } successor)
            {
                Violated("I4", $"credential {facts} is removed and nothing can be read in {slot.Vault} that could take its place.");
            }
            else if (wish.Proves && !(successor.Credential.LoggedInAt >= SentAt - Freshness))
            {
                Violated("I4", $"credential {facts} is removed and its successor {successor} has not just logged in.");
            }
        }
    }
}
