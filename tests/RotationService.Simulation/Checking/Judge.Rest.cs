namespace RotationService.Simulation.Checking;

/// <content>What is judged when the faults have stopped: I2, I6, I8 and I10.</content>
internal sealed partial class Judge
{
    /// <summary>Why the desired state has not been reached, with nothing left over; null if it has.</summary>
    /// <param name="exceptOwedSince">What programs could count on until then, or longer, is not left over: a rotation became due meanwhile, and has a grace period of its own.</param>
    public string? WhyNotAtRest(DateTimeOffset? exceptOwedSince = null)
    {
        foreach (var known in _cases.Values)
        {
            if (WhyNotAtRest(known, exceptOwedSince) is { } why)
            {
                return $"{known.Wish.Name}: {why}";
            }
        }

        return null;
    }

    /// <summary>Judges the logs as a whole: each by itself, and that every intent has its outcome.</summary>
    public void JudgeLogs()
    {
        foreach (var machine in world.Machines)
        {
            machine.Audit.Read();
            if (machine.Audit.Problem is { } problem)
            {
                Violated("I8", $"the log of {machine.Name}: {problem}.");
            }
        }
    }

    // Never published, and people took away every trace of it but its mark: it goes like a published one, a grace period after the next.
    private bool IsUnaccounted(Case known, CredentialFacts facts) =>
        facts.PublishedAt is null && facts.Credential.CreatedAt < known.PendingTouchedAt && !IsStored(known, facts.Credential.SecretText);

    // It is there, or a version of it says that it was to be: whether a vault that refused it for a while has it is not looked up where people no longer want it.
    private bool IsElsewhere(Case known, CredentialFacts facts) =>
        known.Slots.Except(known.WishedSlots).Any(slot => Holds(slot.Secret, facts.Credential.SecretText))
        || known.WishedSlots.Any(slot => slot.Secret?.Versions.Any(version =>
            version.Value == facts.Credential.SecretText && version.Tags.TryGetValue("vaults", out var vaults) && vaults.Split(' ').Except(known.Wish.Vaults).Any()) ?? false);

    private string? WhyNotAtRest(Case known, DateTimeOffset? exceptOwedSince)
    {
        if (IsAttacked(known))
        {
            return WhyNotRecovered(known) ?? WhatIsLeftOver(known, exceptOwedSince) ?? OpenIntent(known);
        }

        var now = world.Time.Now;
        foreach (var slot in known.WishedSlots)
        {
            if (slot.Readable is not { } readable)
            {
                return $"nothing can be read in {slot.Vault}";
            }

            if (known.WithValue(readable.Value) is not { } current || !current.IsLive(now))
            {
                return $"what can be read in {slot.Vault} does not log in";
            }
        }

        // A working value that people wrote, and no tag of ours, stands until it is due, and nothing is removed meanwhile: it is newest, and not ours.
        var drifted = known.WishedSlots.Any(slot => slot.Readable is not null && !slot.Secret!.Newest.Tags.ContainsKey("key-id"));

        // What was published to a place that is no longer wished for may be read there, and is left alone unless people adopt it.
        var live = known.Credentials.Where(facts => facts.IsLive(now) && known.IsOurs(facts.Credential) && !IsUnaccounted(known, facts) && (known.Wish.Adopt || !IsElsewhere(known, facts)) && !(facts.CeasedAt + known.Wish.Grace >= exceptOwedSince) && !(facts.OwedUntil >= exceptOwedSince)).ToList();
        if (live.Count > 1 && !known.Wish.Hold && !drifted && !HintsTellNothing)
        {
            return $"{live.Count} credentials of ours are live: {string.Join(", ", live)}";
        }

        if (world.Engine.Truth.Vault(known.Wish.Vaults[0])?.Secrets.GetValueOrDefault(known.Wish.PendingSecret)?.Versions.Any(version => version.Enabled) == true)
        {
            return "a pending version is enabled";
        }

        return OpenIntent(known);
    }

    private string? OpenIntent(Case known) => world.Machines.FirstOrDefault(machine => machine.Process is not null && machine.Audit.HasOpenIntent(known.Entry.AppId)) is { } open
        ? $"an intent in the log of {open.Name} has no outcome"
        : null;
}
