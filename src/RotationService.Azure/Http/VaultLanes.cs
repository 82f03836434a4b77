namespace RotationService.Azure.Http;

/// <summary>The lanes of one vault.</summary>
/// <param name="host">The vault's host name.</param>
/// <param name="time">Measures the waits.</param>
internal sealed class VaultLanes(string host, TimeProvider time)
{
    /// <summary>The lane for new versions.</summary>
    public Lane Creates { get; } = new(host, time, Quota.VaultCreates);

    /// <summary>The lane for all other requests.</summary>
    public Lane Others { get; } = new(host, time, Quota.VaultOthers);
}
