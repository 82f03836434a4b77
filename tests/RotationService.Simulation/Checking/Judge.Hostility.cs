using System.Globalization;
using RotationService.Sandbox.State;
using RotationService.Simulation.Hostility;

namespace RotationService.Simulation.Checking;

/// <content>What a hostile party may bring about, and what never: rules of the protocol's "Who may make us do what".</content>
internal sealed partial class Judge
{
    /// <summary>What others do so shortly before a removal cannot be fenced.</summary>
    private static readonly TimeSpan Unfenced = TimeSpan.FromSeconds(90);

    /// <summary>How far the word of one service may move a deadline, and a check's age on top.</summary>
    private static readonly TimeSpan MovedByOneService = TimeSpan.FromMinutes(8);

    /// <summary>For how long four credentials may live under an attack that cannot reach values.</summary>
    private static readonly TimeSpan LongestCrowd = TimeSpan.FromDays(3);

    /// <summary>How long it may take to recover from an attack.</summary>
    public static readonly TimeSpan RecoveryTime = TimeSpan.FromHours(30);

    /// <summary>How many credentials may live under an attack; more where it makes them hard to tell apart.</summary>
    private const int MostUnderAttack = 8;
    private const int MostUnderConfusion = 14;

    private readonly Dictionary<VaultSecret, int> _booked = [];
    private readonly HashSet<SecretVersion> _ofOthers = [];

    /// <summary>Whether somebody else wrote a version.</summary>
    public bool IsOfOthers(SecretVersion version) => _ofOthers.Contains(version);

    /// <summary>Why an application that was attacked does not work; null if it does, or waits for a person as it must.</summary>
    public string? WhyNotRecovered(Case known)
    {
        foreach (var slot in known.WishedSlots)
        {
            var works = slot.Readable is { } readable && known.WithValue(readable.Value) is { } current && current.IsLive(world.Time.Now);
            if (!works && !HoldsForgery(known, slot) && !NothingSaysItIsOurs(known, slot))
            {
                return $"what can be read in {slot.Vault} does not log in";
            }
        }

        return null;
    }

    /// <summary>Whether a name waits for a person: what is there does not work, or may not be tried, and no version says, by tags or by its value, that it was ever ours.</summary>
    public bool NeedsPerson(Case known) => known.WishedSlots.Any(slot =>
        ((!known.Wish.Proves && !known.Wish.Adopt) || slot.Readable is not { } readable || known.WithValue(readable.Value)?.IsLive(world.Time.Now) != true)
        && slot.Secret is { DeletedAt: null }
        && NothingSaysItIsOurs(known, slot));

    private bool NothingSaysItIsOurs(Case known, Slot slot) => slot.Secret is { } secret && !secret.Versions.Any(version => SaysItIsOurs(known, version));

    // What a credential shows of its value says so, or the tags that name it: where it shows nothing, its value alone says nothing.
    private bool SaysItIsOurs(Case known, SecretVersion version)
    {
        var claims = version.Tags.GetValueOrDefault("app-id") == known.Entry.AppId.ToString()
            && version.Tags.GetValueOrDefault("managed-by") == "rotation-service"
            && Guid.TryParse(version.Tags.GetValueOrDefault("key-id"), out var keyId)
            && known.Entry.Credentials.All(credential => credential.KeyId != keyId || credential.RemovedAt is not null);
        return claims || (version.Enabled
            && known.WithValue(version.Value) is { MadeBy: not null, Credential: { RemovedAt: null } credential }
            && (world.Party?.Rights.Contains(Right.NoHint) != true || SpoiltAnswers.HasHint(credential.KeyId) || Names(version, credential)));
    }

    private static bool Names(SecretVersion version, Credential credential) =>
        version.Tags.GetValueOrDefault("key-id") == credential.KeyId.ToString()
        && version.Tags.GetValueOrDefault("rotation-id") == Forgery.RotationOf(credential.DisplayName);

    private bool IsAttacked(Case known) => world.Party?.Attacks(known.Entry.AppId) == true;

    /// <summary>Whether others may change the values that an application's programs read.</summary>
    private bool IsOutOfControl(Case known) => IsAttacked(known) && world.Party!.ReachesValues;

    /// <summary>Whether credentials show no hint, or the same one: then values cannot be told apart, of whichever application, and what is in doubt is left to live.</summary>
    private bool HintsTellNothing => world.Party?.Rights.Overlaps([Right.NoHint, Right.Collision]) == true;

    /// <summary>How much sooner than by true time something may be done.</summary>
    private TimeSpan Uncertainty => world.Party is { } party && party.Rights.Any(right => right is Right.Date or Right.LongDate) ? MovedByOneService : Tick;

    private bool WasKeptFromRotating(Case known, CredentialFacts facts) =>
        IsOutOfControl(known) && world.Party!.WasActing(facts.Credential.EndDateTime - known.Wish.RenewBefore - RecoveryTime, facts.Credential.EndDateTime);

    // Who wrote which version, of both of an application's names.
    private void Book(VaultSecret secret)
    {
        var known = _bySecret.GetValueOrDefault((secret.Vault, secret.Name));
        var before = _booked.GetValueOrDefault(secret);
        _booked[secret] = secret.Versions.Count;
        if (world.Actor is null)
        {
            _ofOthers.UnionWith(secret.Versions.Skip(before));
            if (known is not null)
            {
                known.WrittenByOthers += Math.Max(1, secret.Versions.Count - before);
            }

            return;
        }

        if (known is not null && before < secret.Versions.Count)
        {
            known.Written += secret.Versions.Count - before;
            world.Party?.Sees(known.Entry.AppId, secret, secret.Newest);
        }
    }

    // A3: only what bears our mark in Entra is published, and no name of others is taken.
    private void JudgeAuthority(Case known, Slot slot, CredentialFacts facts)
    {
        if (world.Party is null)
        {
            return;
        }

        if (!known.WasEverOurs(facts.Credential))
        {
            Violated("A3", $"credential {facts} is published in {slot.Vault}, and bears no mark of ours.");
        }

        var wish = known.WishReadAt(world.Actor!.PoliciesReadAt);
        var others = slot.Secret!.Versions.SkipLast(1).ToList();
        if (!wish.Adopt && others.Count > 0 && others.TrueForAll(IsOfOthers) && known.WithValue(others[^1].Value) is null && !others.Exists(version => SaysItIsOurs(known, version)))
        {
            Violated("A3", $"'{slot.Name}' in {slot.Vault} held what was never ours, and is overwritten.");
        }
    }

    // A1, A2: only Entra says what may be removed, and nothing that may be in use is.
    private void JudgeAuthority(Case known, CredentialFacts facts)
    {
        if (world.Party is null)
        {
            return;
        }

        var wish = known.WishReadAt(world.Actor?.PoliciesReadAt ?? world.Time.Now);
        if (!known.WasEverOurs(facts.Credential) && !known.IsEntrusted(facts.Credential, world.Actor?.PoliciesReadAt ?? world.Time.Now))
        {
            Violated("A1", $"credential {facts} bears no mark of ours, and is removed.");
        }
        else if (wish.Adopt && !known.WasEverOurs(facts.Credential) && !IsOlderThanWhatIsRead(known, wish, facts))
        {
            Violated("A1", $"credential {facts} is adopted and removed, and began after what took its place.");
        }

        if (known.PeopleActedAt < SentAt - Unfenced && known.SlotsOf(wish).Any(slot => slot.Secret is { DeletedAt: null, Versions: [.., var newest] } && newest.Value == facts.Credential.SecretText))
        {
            Violated("A2", $"credential {facts} is removed while the newest version holds it.");
        }
    }

    // Those who write tags can name an older one, and owners choose when theirs began: all that can be asked then is what Entra shows.
    private bool IsOlderThanWhatIsRead(Case known, World.Wish wish, CredentialFacts facts)
    {
        var began = IsAttacked(known) ? facts.Credential.StartDateTime : facts.Credential.CreatedAt;
        return known.SlotsOf(wish).All(slot => slot.Readable is { } readable && known.WithValue(readable.Value) is { } successor && began < successor.Credential.CreatedAt + MinOrphanAge);
    }

    // A6: how many of ours live while others do what they like.
    private void JudgeNumberUnderAttack(Case known)
    {
        var now = world.Time.Now;
        var live = known.Credentials.Where(facts => facts.MadeBy is not null && facts.IsLive(now)).ToList();

        // Beside the first few one a day is made at most, and each stays until its grace period is over.
        var oneADay = 4 + (int)Math.Ceiling(known.Wish.Grace.TotalDays);
        var most = Math.Max(Rights.Confuse(world.Party!.Rights) ? MostUnderConfusion : MostUnderAttack, oneADay) + Math.Max(0, world.Machines.Count - 2);
        if (live.Count > most)
        {
            Violated("A6", $"{live.Count} credentials of ours are live: {string.Join(", ", live)}.");
        }

        known.CrowdedSince = live.Count < 4 + Math.Max(0, world.Machines.Count - 2) ? null : known.CrowdedSince ?? now;

        // A value whose tags are gone is recognised by a log-in; where there is none it stands until it is due, and nothing is removed meanwhile.
        if (known.Wish.Proves && !world.Party.ReachesValues && !HintsTellNothing && now - known.CrowdedSince > LongestCrowd)
        {
            Violated("A6", $"{live.Count} credentials of ours have been live for {now - known.CrowdedSince}: {string.Join(", ", live)}.");
        }
    }

    // The word of one service about the time makes nothing due, and no credential longer than it should be.
    private void JudgeDates(Case known, CredentialFacts facts)
    {
        if (world.Party is not { } party || !party.Rights.Any(right => right is Right.Date or Right.LongDate) || IsOutOfControl(known))
        {
            return;
        }

        var now = world.Time.Now;
        var wish = known.WishReadAt(world.Actor!.PoliciesReadAt);
        if (facts.Credential.EndDateTime > now + wish.Lifetime + MovedByOneService)
        {
            Violated("clock", $"credential {facts} is issued up to {facts.Credential.EndDateTime - now - wish.Lifetime} too long.");
        }

        // A value that people put back is due at once where no hint tells whose it is.
        var slots = known.SlotsOf(wish).ToList();
        if (!HintsTellNothing && known.PeopleActedAt < now - TimeSpan.FromDays(1) && slots.Count > 0 && slots.TrueForAll(slot =>
            slot.Readable is { } readable && known.WithValue(readable.Value) is { MadeBy: not null } current
            && current != facts && known.IsOurs(current.Credential) && current.Credential.RemovedAt is null && current.Credential.EndDateTime > now + (wish.RenewBefore * 1.1) + TimeSpan.FromHours(1)))
        {
            Violated("clock", $"credential {facts} is issued, and what programs read is not due.");
        }
    }

    // A7: what is not of this application, and does not begin as one of its credentials does, is nobody's to try out.
    private void JudgeTrial(Case known, string value)
    {
        if (world.Party is not { } party || known.WithValue(value) is not null)
        {
            return;
        }

        var hintless = party.Rights.Contains(Right.NoHint) && value.Length is 34 or 40 && known.Entry.Credentials.Any(credential => !SpoiltAnswers.HasHint(credential.KeyId));
        if (!hintless && !known.Entry.Credentials.Any(credential => value.StartsWith(credential.SecretText.AsSpan(0, 3), StringComparison.Ordinal)))
        {
            Violated("A7", $"a value that is none of {known.Wish.Name} is sent to the token endpoint.");
        }
    }

    // What lives on though what took its place has been read for long enough.
    private string? WhatIsLeftOver(Case known, DateTimeOffset? exceptOwedSince)
    {
        var now = world.Time.Now;
        if (HintsTellNothing || NeedsPerson(known) || HasLongGrace(known))
        {
            return null;
        }

        var read = known.WishedSlots.Select(slot => slot.Readable is { } readable ? known.WithValue(readable.Value) : null).ToList();
        if (read.Exists(facts => facts is not { MadeBy: not null } || !known.IsOurs(facts.Credential)))
        {
            // What others wrote and what works stands until it is due, and nothing is removed meanwhile.
            return null;
        }

        var newest = read.Select(facts => Forgery.RotationOf(facts!.Credential.DisplayName)).Max(StringComparer.Ordinal);
        var left = known.Credentials.Where(facts => facts.MadeBy is not null && facts.IsLive(now) && known.IsOurs(facts.Credential) && !read.Contains(facts)
            && string.CompareOrdinal(Forgery.RotationOf(facts.Credential.DisplayName), newest) < 0
            && !(facts.CeasedAt + known.Wish.Grace >= exceptOwedSince) && !(facts.OwedUntil >= exceptOwedSince)).ToList();
        if (left.Count > 0 && !known.Wish.Hold)
        {
            return $"{left.Count} credentials of ours are left over: {string.Join(", ", left)}";
        }

        return known.Wish.Vaults.SelectMany(vault => world.Engine.Truth.Vault(vault)?.Secrets.GetValueOrDefault(known.Wish.PendingSecret)?.Versions ?? [])
            .Any(version => version.Enabled && !IsOfOthers(version) && now - version.CreatedAt > TimeSpan.FromHours(15))
            ? "a pending version is enabled"
            : null;
    }

    // A tag may lengthen the grace period: that much those who write tags can do.
    private static bool HasLongGrace(Case known) => known.WishedSlots.Any(slot => slot.Secret?.Versions.Any(version =>
        double.TryParse(version.Tags.GetValueOrDefault("grace"), CultureInfo.InvariantCulture, out var seconds) && seconds > known.Wish.Grace.TotalSeconds) == true);
}
