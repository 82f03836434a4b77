namespace RotationService.Simulation.Checking;

/// <content>What is judged when the faults have stopped: I2, I6, I8 and I10.</content>
internal sealed partial class Judge
{
    /// <summary>Why the desired state has not been reached, with nothing left over; null if it has.</summary>
    public string? WhyNotAtRest()
    {
        foreach (var known in _cases.Values)
        {
            if (WhyNotAtRest(known) is { } why)
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

    private string? WhyNotAtRest(Case known)
    {
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

        // What was published to a place that is no longer wished for may be read there, and is left alone unless people adopt it.
        var elsewhere = known.Wish.Adopt ? [] : known.Slots.Except(known.WishedSlots).ToList();
        var live = known.Credentials.Where(facts => facts.IsLive(now) && known.IsOurs(facts.Credential) && !elsewhere.Exists(slot => Holds(slot.Secret, facts.Credential.SecretText))).ToList();
        if (live.Count > 1 && !known.Wish.Hold)
        {
            return $"{live.Count} credentials of ours are live: {string.Join(", ", live)}";
        }

        if (world.Engine.Truth.Vault(known.Wish.Vaults[0])?.Secrets.GetValueOrDefault(known.Wish.PendingSecret)?.Versions.Any(version => version.Enabled) == true)
        {
            return "a pending version is enabled";
        }

        return world.Machines.FirstOrDefault(machine => machine.Process is not null && machine.Audit.HasOpenIntent(known.Entry.AppId)) is { } open
            ? $"an intent in the log of {open.Name} has no outcome"
            : null;
    }
}
