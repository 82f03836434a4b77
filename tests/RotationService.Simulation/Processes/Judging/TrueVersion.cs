namespace RotationService.Simulation.Processes.Judging;

/// <summary>A version of a secret as it truly is.</summary>
internal sealed record TrueVersion(string Version, DateTimeOffset CreatedAt, bool Enabled, IReadOnlyDictionary<string, string> Tags, string ValueSha256)
{
    /// <summary>A tag; empty if there is none.</summary>
    public string Tag(string name) => Tags.GetValueOrDefault(name, "");
}
