namespace RotationService.Simulation.Processes.Judging;

/// <summary>Judges a run by what the sandbox truly holds at its end. Knows the protocol, nothing of the service's code.</summary>
/// <remarks>
/// Whoever read a value in a vault may use it for the grace period, so nobody need have read it for its removal to be wrong: the worst
/// consumer read it in the last instant. Nothing here is excused, since nobody but the service touches these applications.
/// </remarks>
/// <param name="operatorId">The service's own client id.</param>
/// <param name="processes">How many copies of the service there were.</param>
internal sealed class PostMortem(string operatorId, int processes)
{
    /// <summary>Everything that was broken for an application.</summary>
    public IReadOnlyList<Violation> Judge(GroundTruth truth, Subject subject) =>
    [
        .. Available(truth, subject),
        .. NeverLost(truth, subject),
        .. ProvenFirst(truth, subject),
        .. NoUseAfterRemoval(truth, subject),
        .. Owned(truth, subject),
        .. Bounded(truth, subject),
    ];

    /// <summary>I1: a value lives for the grace period after it ceased to be what a vault gives out.</summary>
    private static IEnumerable<Violation> Available(GroundTruth truth, Subject subject)
    {
        foreach (var vault in subject.Vaults)
        {
            var reigns = Reign.Of(truth, subject, vault);
            if (reigns.Count > 0 && !truth.Versions(vault, subject.Secret)[^1].Enabled)
            {
                yield return new Violation("I1", $"{subject.Name}: the newest version in {vault} is disabled; whoever asks for it gets 403");
            }

            foreach (var reign in reigns)
            {
                if (Find(truth, subject, reign.Value) is not { } credential)
                {
                    yield return new Violation("I1", $"{subject.Name}: {vault} gave out, from {reign.From:u}, a value that no credential of the application has");
                }
                else if (credential.DeadAt <= truth.Now && (reign.To is not { } ceased || credential.DeadAt < ceased + subject.Grace))
                {
                    yield return new Violation("I1", $"{subject.Name}: credential {credential.KeyId} let nobody in from {credential.DeadAt:O} on, though {vault} gave its value out {(reign.To is { } to ? $"until {to:O}, the grace period is {subject.Grace}" : "to the last")}");
                }
            }
        }
    }

    /// <summary>I2: a value of ours is in the vault before it is used or published.</summary>
    private static IEnumerable<Violation> NeverLost(GroundTruth truth, Subject subject)
    {
        var pending = truth.Versions(subject.Vaults[0], subject.PendingSecret);
        foreach (var credential in truth.Credentials(subject.AppId).Where(credential => credential.IsOurs))
        {
            var stored = pending.FirstOrDefault(version => version.ValueSha256 == credential.ValueSha256)?.CreatedAt;
            if (credential.LogIns.FirstSucceededAt is { } used && !(stored <= used))
            {
                yield return new Violation("I2", $"{subject.Name}: the value of credential {credential.KeyId} was used at {used:O} and {StoredAt(stored)}");
            }

            var published = FirstPublication(truth, subject, credential);
            if (published is not null && !(stored <= published))
            {
                yield return new Violation("I2", $"{subject.Name}: the value of credential {credential.KeyId} was published at {published:O} and {StoredAt(stored)}");
            }
        }

        static string StoredAt(DateTimeOffset? stored) => stored is { } at ? $"stored only at {at:O}" : "never stored";
    }

    /// <summary>I3: nothing is published that has not logged in.</summary>
    private static IEnumerable<Violation> ProvenFirst(GroundTruth truth, Subject subject) =>
        from credential in truth.Credentials(subject.AppId)
        where credential.IsOurs
        let published = FirstPublication(truth, subject, credential)
        where published is not null && !(credential.LogIns.FirstSucceededAt <= published)
        select new Violation("I3", $"{subject.Name}: credential {credential.KeyId} was published at {published:O} and {(credential.LogIns.FirstSucceededAt is { } at ? $"first logged in at {at:O}" : "never logged in")}");

    /// <summary>I4: what was published is removed only when every vault gives out another value that lives; and is not published after that.</summary>
    private static IEnumerable<Violation> NoUseAfterRemoval(GroundTruth truth, Subject subject)
    {
        var reigns = subject.Vaults.ToDictionary(vault => vault, vault => Reign.Of(truth, subject, vault));
        foreach (var credential in truth.Credentials(subject.AppId).Where(credential => credential.RemovedAt <= credential.EndDateTime))
        {
            var removed = credential.RemovedAt!.Value;
            var own = reigns.Values.SelectMany(all => all).Where(reign => reign.Value == credential.ValueSha256).ToList();
            if (own.Exists(reign => reign.From >= removed))
            {
                yield return new Violation("I4", $"{subject.Name}: credential {credential.KeyId}, removed at {removed:O}, was published afterwards");
            }

            if (!own.Exists(reign => reign.From < removed))
            {
                continue;
            }

            foreach (var (vault, all) in reigns)
            {
                var current = all.LastOrDefault(reign => reign.Covers(removed));
                var successor = current is null || current.Value == credential.ValueSha256 ? null : Find(truth, subject, current.Value);
                if (successor?.IsLive(removed) != true)
                {
                    yield return new Violation("I4", $"{subject.Name}: credential {credential.KeyId} was removed at {removed:O} when {vault} gave out no other that lived");
                }
            }
        }
    }

    /// <summary>I5: what others made is left alone, or with <c>adopt</c> retired like our own.</summary>
    private IEnumerable<Violation> Owned(GroundTruth truth, Subject subject)
    {
        var credentials = truth.Credentials(subject.AppId);
        var firstOfOurs = credentials.Where(credential => credential.IsOurs).Select(credential => FirstPublication(truth, subject, credential)).Min();
        foreach (var credential in credentials.Where(credential => credential.RemovedAt is not null))
        {
            var removed = credential.RemovedAt!.Value;
            if (credential.RemovedBy != operatorId)
            {
                yield return new Violation("I5", $"{subject.Name}: credential {credential.KeyId} was removed by {credential.RemovedBy}, who is not in this play");
            }

            if (!credential.IsOurs && !subject.Adopts)
            {
                yield return new Violation("I5", $"{subject.Name}: credential {credential.KeyId}, which others made, was removed at {removed:O}");
            }
            else if (!credential.IsOurs && removed < credential.EndDateTime && !(firstOfOurs + subject.Grace <= removed))
            {
                yield return new Violation("I5", $"{subject.Name}: credential {credential.KeyId} was adopted and removed at {removed:O}, before one of ours had been published for {subject.Grace}");
            }
        }
    }

    /// <summary>I6: at no time are there many of our credentials.</summary>
    private IEnumerable<Violation> Bounded(GroundTruth truth, Subject subject)
    {
        var ours = truth.Credentials(subject.AppId).Where(credential => credential.IsOurs).ToList();
        var most = ours.Select(born => (At: born.CreatedAt, Count: ours.Count(other => other.IsLive(born.CreatedAt)))).DefaultIfEmpty().MaxBy(moment => moment.Count);
        if (most.Count > processes + 2)
        {
            yield return new Violation("I6", $"{subject.Name}: {most.Count} credentials of ours lived at {most.At:O}");
        }
    }

    private static TrueCredential? Find(GroundTruth truth, Subject subject, string value) =>
        truth.Credentials(subject.AppId).FirstOrDefault(credential => credential.ValueSha256 == value);

    private static DateTimeOffset? FirstPublication(GroundTruth truth, Subject subject, TrueCredential credential) => subject.Vaults
        .SelectMany(vault => truth.Versions(vault, subject.Secret))
        .Where(version => version.ValueSha256 == credential.ValueSha256)
        .Min(version => (DateTimeOffset?)version.CreatedAt);
}
