using System.Buffers.Binary;
using System.Globalization;
using RotationService.Sandbox.State;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Checking;

/// <summary>
/// Judges the promise, I1 to I10, by what the sandbox knows to be true, after every effect. It knows the protocol and nothing of the
/// service's code: no type of it is named here.
/// </summary>
internal sealed partial class Judge(SimulatedWorld world)
{
    /// <summary>How old a check may be that a publication or a removal rests on.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(60);

    /// <summary>How young nothing may be that is taken for an orphan.</summary>
    private static readonly TimeSpan MinOrphanAge = TimeSpan.FromMinutes(10);

    /// <summary>How long nothing may work: less than any `renewBefore`, and so of consequence only where people left a credential less than that.</summary>
    private static readonly TimeSpan LongestOutage = TimeSpan.FromDays(5);

    /// <summary>A vault's timestamps are whole seconds.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, Case> _cases = [];
    private readonly Dictionary<Guid, Case> _byObjectId = [];
    private readonly Dictionary<(string Vault, string Name), Case> _bySecret = [];
    private ulong _hash = 14695981039346656037;

    /// <summary>The first promise that was broken; null if none was.</summary>
    public Violation? Violation { get; private set; }

    /// <summary>A digest of everything that has happened: two runs with the same one had the same history.</summary>
    public ulong EventHash => _hash;

    /// <summary>What happened, counted.</summary>
    public Tally Tally { get; } = new();

    public IReadOnlyCollection<Case> Cases => _cases.Values;

    public Case CaseOf(Guid appId) => _cases[appId];

    public void Violated(string invariant, string message)
    {
        world.Transcript.Note("JUDGE", $"{invariant}: {message}");
        Violation ??= new Violation(invariant, message, world.Time.Now);
    }

    /// <summary>People have written, or edited, the policy file.</summary>
    public void Wished()
    {
        // An application that two policies name is nobody's until people take one out: what they wanted before still stands.
        foreach (var wish in world.Wishes.DistinctBy(wish => wish.Application.AppId))
        {
            if (!_cases.TryGetValue(wish.Application.AppId, out var known))
            {
                var entry = world.Engine.Truth.Entry(wish.Application.ObjectId)!;
                _cases[entry.AppId] = _byObjectId[entry.ObjectId] = known = new Case(entry);
                known.Want(wish, world.Time.Now);
                LookAt(known);
            }

            known.Want(wish, world.Time.Now);
            known.PeopleActedAt = world.Time.Now;
            foreach (var vault in wish.Vaults)
            {
                _bySecret[(vault, wish.Secret)] = known;
                _bySecret[(vault, wish.PendingSecret)] = known;
                LookAt(known, known.SlotOf(vault, wish.Secret));
            }
        }
    }

    /// <summary>Looks at what a request, or people, have changed.</summary>
    public void Witness(IReadOnlyList<IEntity> changed)
    {
        try
        {
            LookAt(changed);
        }
#pragma warning disable CA1031 // The sandbox would make a 500 of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Violated("simulation", exception.ToString());
        }
    }

    /// <summary>What a program reads that asks for an application's secret now: from where it did before, or if people want it elsewhere, from there, once they have seen that it works.</summary>
    public Reading? ReadAsConsumer(Guid appId, ref Slot? place)
    {
        var known = _cases[appId];
        if (place is null || !known.WishedSlots.Contains(place))
        {
            place = known.WishedSlots.FirstOrDefault(slot => slot.Readable is { } there && known.WithValue(there.Value)?.IsLive(world.Time.Now) == true) ?? place;
        }

        return place?.Readable is { } reading ? reading with { Grace = reading.Grace ?? known.Wish.Grace } : null;
    }

    /// <summary>Whether people want an application's secret to be read elsewhere now.</summary>
    public bool IsMoved(Guid appId, Slot? place) => place is not null && !_cases[appId].WishedSlots.Contains(place);

    private void LookAt(IReadOnlyList<IEntity> changed)
    {
        foreach (var entity in changed)
        {
            if (entity is VaultSecret touched)
            {
                Book(touched);
            }

            switch (entity)
            {
                case DirectoryEntry entry when _byObjectId.TryGetValue(entry.ObjectId, out var known):
                    LookAt(known);
                    break;

                case VaultSecret secret when _bySecret.TryGetValue((secret.Vault, secret.Name), out var known) && known.Slots.Find(slot => slot.Vault == secret.Vault && slot.Name == secret.Name) is { } slot:
                    LookAt(known, slot);
                    break;

                case VaultSecret secret when world.Actor is null && _bySecret.TryGetValue((secret.Vault, secret.Name), out var known):
                    known.PendingTouchedAt = world.Time.Now;
                    break;

                default:
                    break;
            }
        }
    }

    private void LookAt(Case known)
    {
        var credentials = known.Entry.Credentials;
        for (var i = known.Credentials.Count; i < credentials.Count; i++)
        {
            var facts = new CredentialFacts(credentials[i], world.Actor);
            known.Credentials.Add(facts);
            Count(1, credentials[i].KeyId);
            if (facts.MadeBy is not null)
            {
                Tally.Issued++;
                known.Issued++;
                JudgeNumber(known);
                JudgeDates(known, facts);
            }
        }

        foreach (var facts in known.Credentials)
        {
            if (!facts.Removed && facts.Credential.RemovedAt is not null)
            {
                facts.Removed = true;
                Count(2, facts.Credential.KeyId);
                if (facts.Credential.RemovedBy == "hand")
                {
                    known.WrittenByOthers++;
                    known.PeopleActedAt = world.Time.Now;
                }
                else
                {
                    Tally.Removed++;
                    JudgeRemoval(known, facts);
                }
            }
        }
    }

    private void LookAt(Case known, Slot slot)
    {
        slot.Secret = world.Engine.Truth.VaultEvenDeleted(slot.Vault)?.Secrets.GetValueOrDefault(slot.Name);
        var versions = slot.Secret?.Versions ?? [];
        var writtenByHand = world.Actor is null;
        for (; slot.Versions < versions.Count; slot.Versions++)
        {
            Count(3, Guid.Parse(versions[slot.Versions].Version));
            if (writtenByHand)
            {
                known.PeopleActedAt = world.Time.Now;
            }
            else
            {
                Tally.Published++;
                Tally.OlderOverNewer += slot.Versions > 0 && IsOlder(versions[slot.Versions], versions[slot.Versions - 1]) ? 1 : 0;
                JudgePublication(known, slot, versions[slot.Versions]);
            }
        }

        slot.Versions = versions.Count;
        var newest = slot.Secret is { DeletedAt: null, Versions: [.., { Enabled: true } last] } ? last.Value : null;
        if (newest == slot.Readable?.Value)
        {
            return;
        }

        if (newest is null && !writtenByHand)
        {
            Violated("I1", $"{world.Actor!.Machine.Name} leaves nothing in {slot.Vault} that programs could read.");
        }

        if (slot.Readable is { } ceased && known.WithValue(ceased.Value) is { } before)
        {
            var owed = world.Time.Now + (ceased.Grace ?? known.Wish.Grace);
            before.OwedUntil = owed > before.OwedUntil || before.OwedUntil is null ? owed : before.OwedUntil;
            before.CeasedAt = world.Time.Now;
            before.IsOwedByPolicyAlone = writtenByHand && ceased.Grace is null;
            slot.Owe(ceased.Value, owed);
        }

        slot.Readable = newest is null ? null : new Reading(newest, writtenByHand && IsAttacked(known) ? null : Promised(slot.Secret!.Newest, known.Wish), writtenByHand);
        if (newest is not null && known.WithValue(newest) is { } now)
        {
            now.Publications.Add(world.Time.Now);
            now.OwedUntil ??= DateTimeOffset.MinValue;
        }
    }

    private static bool IsOlder(SecretVersion version, SecretVersion than) =>
        version.Tags.TryGetValue("rotation-id", out var rotation)
        && than.Tags.TryGetValue("rotation-id", out var other)
        && string.CompareOrdinal(rotation, other) < 0;

    // What was promised when it was published, or what is promised now if that is less. A version that people wrote promises nothing:
    // what its programs may count on is what the policy says when another takes its place, and if that is people's, too, from then on.
    private static TimeSpan? Promised(SecretVersion version, Wish wish) =>
        !int.TryParse(version.Tags.GetValueOrDefault("grace"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? null
        : TimeSpan.FromSeconds(seconds) is var promised && promised < wish.Grace ? promised
        : wish.Grace;

    private void Count(byte kind, Guid id)
    {
        Span<byte> bytes = stackalloc byte[25];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], world.Time.Now.UtcTicks);
        id.TryWriteBytes(bytes[9..]);
        foreach (var one in bytes)
        {
            _hash = (_hash ^ one) * 1099511628211;
        }
    }
}
