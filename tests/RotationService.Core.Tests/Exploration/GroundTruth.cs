using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Exploration;

/// <summary>What really happened, by which the promise is checked: the invariants I1 to I6, I8 and I10 of the protocol.</summary>
internal sealed class GroundTruth(Explorer explorer)
{
    private readonly List<Known> _known = [];
    private readonly Dictionary<Uri, string?> _newest = [];
    private readonly HashSet<Guid> _issued = [];

    /// <summary>The most credentials of ours that were live at once.</summary>
    public int MostLive { get; private set; }

    /// <summary>How often an older rotation was published over a newer one that works.</summary>
    public int OlderOverNewer { get; private set; }

    /// <summary>When people meddled last.</summary>
    public DateTimeOffset? PeopleActedAt { get; set; }

    public IEnumerable<FakeCredential> LiveOurs => explorer.Application.Live.Where(credential => _issued.Contains(credential.KeyId) && credential.End > explorer.Now);

    /// <summary>Takes note of what has changed since the last look.</summary>
    public void Look()
    {
        foreach (var credential in explorer.Application.Live)
        {
            if (!_known.Exists(known => known.Credential.KeyId == credential.KeyId))
            {
                _known.Add(new Known(credential, explorer.Now));
            }
        }

        foreach (var known in _known.Where(known => known.RemovedAt is null && !explorer.Application.Live.Contains(known.Credential)))
        {
            known.RemovedAt = explorer.Now;
        }

        foreach (var address in explorer.Policy.Vaults)
        {
            var newest = NewestEntry(address) is { Version.Enabled: true } entry ? entry.Value : null;
            var before = _newest.GetValueOrDefault(address);
            if (before is not null && Find(before) is { } ceased)
            {
                ceased.LastReadableAt = explorer.Now;
            }

            if (newest is not null && Find(newest) is { } readable)
            {
                readable.FirstReadableAt ??= explorer.Now;
                readable.LastReadableAt = explorer.Now;
            }

            _newest[address] = newest;
        }

        MostLive = Math.Max(MostLive, LiveOurs.Count());
        if (explorer.Mood.MostLive is { } most && MostLive > most)
        {
            throw new BrokenPromiseException($"I6: {MostLive} credentials of ours are live: {string.Join(", ", LiveOurs.Select(credential => NameOf(credential.KeyId)))}");
        }
    }

    public void Issued(Guid keyId, Node by)
    {
        _issued.Add(keyId);
        Look();
        Find(keyId)!.MadeBy = by;
        var credential = Find(keyId)!.Credential;
        credential.UsableAt = explorer.Now + (explorer.Chance(0.5) ? explorer.Between(0, 120) : TimeSpan.Zero);
        explorer.Note("", $"  {NameOf(keyId)} is made");
    }

    public void RemovedByPeople(Guid keyId) => Find(keyId)!.RemovedByPeople = true;

    /// <summary>The application as it was at some moment of the last five minutes.</summary>
    public DirectoryApplication LaggingRead()
    {
        var then = explorer.Now - (explorer.Mood.ReadLagSeconds > 0 && explorer.Pick(2) == 0 ? explorer.Between(0, explorer.Mood.ReadLagSeconds) : TimeSpan.Zero);
        var shown = _known.Where(known => known.AddedAt <= then && (known.RemovedAt is null || known.RemovedAt > then)).Select(known => known.Credential.Read());
        return explorer.Application.Read() with { Credentials = [.. shown] };
    }

    public LogIn LogIn(string value)
    {
        var known = Find(value);
        if (known is null || known.RemovedAt is not null || !explorer.Application.Live.Contains(known.Credential))
        {
            return new LogIn(LogInAnswer.WrongSecret, "AADSTS7000215");
        }

        if (known.Credential.End <= explorer.Now)
        {
            return new LogIn(LogInAnswer.ExpiredSecret, "AADSTS7000222");
        }

        if (known.Credential.UsableAt > explorer.Now && explorer.Pick(2) == 0)
        {
            return new LogIn(LogInAnswer.WrongSecret, "AADSTS7000215");
        }

        known.LoggedInAt = explorer.Now;
        return new LogIn(LogInAnswer.Accepted, "");
    }

    /// <summary>I8: nothing is changed without an intent that is open.</summary>
    public void CheckIntent(Node node, Guid? intentId, string what)
    {
        var open = node.OpenIntents;
        if (intentId is null ? open.Count == 0 : open.All(intent => intent.IntentId != intentId))
        {
            throw new BrokenPromiseException($"I8: {what} without an open intent.");
        }
    }

    /// <summary>I1, I3: what is published works, and has just been seen to.</summary>
    public void CheckPublication(Uri vault, NewSecret secret)
    {
        Look();
        var known = Find(secret.Value!.Reveal()) ?? throw new BrokenPromiseException("I3: a value that no credential ever had is published.");
        var name = NameOf(known.Credential.KeyId);
        if (known.Credential.KeyId != secret.Tags.KeyId)
        {
            throw new BrokenPromiseException($"I3: {name} is published under another's keyId.");
        }

        if (!(explorer.Now - known.LoggedInAt <= Evidence.Freshness))
        {
            throw new BrokenPromiseException($"I3: {name} is published and last logged in at {known.LoggedInAt - World.Start}.");
        }

        if (known.RemovedAt is not null && !known.RemovedByPeople)
        {
            throw new BrokenPromiseException($"I1: {name} is published after it was removed.");
        }

        if (known.FirstReadableAt is null && explorer.Now - known.AddedAt < explorer.Policy.Verify.Settle)
        {
            throw new BrokenPromiseException($"I3: {name} is published before it has settled.");
        }

        if (explorer.CopyShownBy(vault) is null && NewestEntry(vault) is { Version: { Enabled: true, Tags.KeyId: { } newest } there } && IsLive(newest) && RotationOf(newest) > secret.Tags.RotationId)
        {
            OlderOverNewer++;
            if (explorer.Now - there.CreatedOn > Evidence.Freshness + TimeSpan.FromSeconds(1))
            {
                throw new BrokenPromiseException($"{name} is published over the newer {NameOf(newest)}, which was there to see and works.");
            }
        }
    }

    /// <summary>I1, I4, I5: what is removed is ours, and nobody who may still hold it is left without.</summary>
    public void CheckRemoval(Node node, Guid keyId)
    {
        Look();
        CheckIntent(node, null, "removePassword");
        var known = _known.Find(known => known.Credential.KeyId == keyId);
        if (known is null || known.RemovedAt is not null || known.Credential.End <= explorer.Now)
        {
            return;
        }

        var name = NameOf(keyId);
        if (!_issued.Contains(keyId) && !explorer.Policy.Adopt)
        {
            throw new BrokenPromiseException($"I5: {name} is not ours and is removed.");
        }

        if (known.LastReadableAt is not { } last)
        {
            var stored = PendingEntries().LastOrDefault(entry => entry.Version.Tags?.KeyId == keyId);
            var since = stored?.Version.Tags!.ClosedAt ?? known.AddedAt;
            if (_issued.Contains(keyId) && known.MadeBy != node && explorer.Now - since < PlanningContext.MinOrphanAge - TimeSpan.FromSeconds(1))
            {
                throw new BrokenPromiseException($"{name} is removed while another process may be about to store or to publish it.");
            }

            return;
        }

        if (explorer.Now - PeopleActedAt < Evidence.Freshness)
        {
            // What people do between a check and the removal that rests on it cannot be known in time.
            return;
        }

        if (explorer.Now - last < Explorer.LeastGrace)
        {
            throw new BrokenPromiseException($"I1: {name} is removed; consumers could read it until {last - World.Start}.");
        }

        var successors = _known.Where(other => _issued.Contains(other.Credential.KeyId) && (RotationOf(keyId) is not { } rotation || RotationOf(other.Credential.KeyId) > rotation)).ToList();
        if (!successors.Exists(other => explorer.Now - other.FirstReadableAt >= Explorer.LeastGrace))
        {
            throw new BrokenPromiseException($"I4: {name} is removed before a successor has been published for the grace period.");
        }

        if (!explorer.Policy.Vaults.All(address => NewestEntry(address) is { Value: { } value } && explorer.Now - Find(value)?.LoggedInAt <= Evidence.Freshness))
        {
            throw new BrokenPromiseException($"I4: {name} is removed and its successor has not just logged in.");
        }
    }

    /// <summary>Why the application is not in its desired state with nothing left over; null if it is.</summary>
    public string? WhyNotAtRest(Node node)
    {
        if (explorer.Mood.PeopleRate > 0 && node.Report is { Reason: Reason.OverwrittenByOthers, Condition: Condition.Healthy } or { Reason: Reason.NameInUse })
        {
            return null;
        }

        if (node.Report is not { Condition: Condition.Healthy, Reason: Reason.UpToDate })
        {
            return $"{node.Name} says {node.Report?.Condition} {node.Report?.Reason} {node.Report?.Message}";
        }

        foreach (var address in explorer.Policy.Vaults)
        {
            if (NewestEntry(address) is not { Version.Enabled: true, Value: { } value } || Find(value) is not { } known || !IsLive(known.Credential.KeyId))
            {
                return $"consumers of {address.Host} are refused";
            }
        }

        var live = LiveOurs.ToList();
        return live.Count != 1 ? $"{live.Count} credentials of ours are live: {string.Join(", ", live.Select(credential => NameOf(credential.KeyId)))}"
            : PendingEntries().Any(entry => entry.Version.Enabled) ? "a pending version is enabled"
            : node.OpenIntents is [var open, ..] ? $"the intent to {open.Step} {NameOf(open.KeyId)} is open"
            : null;
    }

    /// <summary>I8: every intent has one outcome.</summary>
    public void CheckLog(Node node)
    {
        foreach (var outcomes in node.Log.Where(record => record.Kind is AuditKind.Outcome).GroupBy(record => record.IntentId))
        {
            if (outcomes.Count() != 1)
            {
                throw new BrokenPromiseException($"I8: {node.Name}'s intent to {outcomes.First().Step} has {outcomes.Count()} outcomes.");
            }
        }
    }

    public string NameOf(Guid? keyId) => keyId is null ? "" : NameOf(_known.Find(known => known.Credential.KeyId == keyId)?.Credential.Value ?? "a credential");

    public string NameOf(string value) => value.Split('~')[0];

    public FakeVault.Entry? NewestEntry(Uri address) =>
        ((FakeVault)explorer.World.At(address)).Secrets.TryGetValue(explorer.Policy.Secret, out var entries) ? entries[^1] : null;

    private IEnumerable<FakeVault.Entry> PendingEntries() =>
        ((FakeVault)explorer.World.At(explorer.Policy.Vaults[0])).Secrets.TryGetValue(explorer.Policy.PendingSecret, out var entries) ? entries : [];

    private bool IsLive(Guid keyId) => explorer.Application.Live.Exists(credential => credential.KeyId == keyId && credential.End > explorer.Now);

    private RotationId? RotationOf(Guid keyId) => CredentialMark.TryParse(_known.Find(known => known.Credential.KeyId == keyId)?.Credential.DisplayName)?.RotationId;

    private Known? Find(string value) => _known.Find(known => known.Credential.Value == value);

    private Known? Find(Guid keyId) => _known.Find(known => known.Credential.KeyId == keyId);

    private sealed record Known(FakeCredential Credential, DateTimeOffset AddedAt)
    {
        public DateTimeOffset? RemovedAt { get; set; }

        public Node? MadeBy { get; set; }

        public bool RemovedByPeople { get; set; }

        public DateTimeOffset? FirstReadableAt { get; set; }

        public DateTimeOffset? LastReadableAt { get; set; }

        public DateTimeOffset? LoggedInAt { get; set; }
    }
}
