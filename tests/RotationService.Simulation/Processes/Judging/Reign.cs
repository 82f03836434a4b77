namespace RotationService.Simulation.Processes.Judging;

/// <summary>A time in which a vault gave a value to whoever asked for the secret.</summary>
/// <param name="Vault">The vault's host.</param>
/// <param name="Value">The value's hash.</param>
/// <param name="From">When it became the newest.</param>
/// <param name="To">When another became the newest; null if none has.</param>
internal sealed record Reign(string Vault, string Value, DateTimeOffset From, DateTimeOffset? To)
{
    /// <summary>All of a secret's, in order; versions in a row with the same value are one.</summary>
    public static IReadOnlyList<Reign> Of(GroundTruth truth, Subject subject, string vault)
    {
        var reigns = new List<Reign>();
        foreach (var version in truth.Versions(vault, subject.Secret))
        {
            if (reigns is [.., var last])
            {
                if (last.Value == version.ValueSha256)
                {
                    continue;
                }

                reigns[^1] = last with { To = version.CreatedAt };
            }

            reigns.Add(new Reign(vault, version.ValueSha256, version.CreatedAt, To: null));
        }

        return reigns;
    }

    /// <summary>Whether consumers of the vault read it then.</summary>
    public bool Covers(DateTimeOffset at) => From <= at && (To is null || at < To);
}
