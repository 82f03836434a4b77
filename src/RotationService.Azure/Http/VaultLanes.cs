namespace RotationService.Azure.Http;

/// <summary>The lanes of one vault.</summary>
/// <param name="host">The vault's host name.</param>
/// <param name="time">For waiting.</param>
internal sealed class VaultLanes(string host, TimeProvider time)
{
    /// <summary>New versions.</summary>
    public Lane Creates { get; } = new(host, time, Quota.VaultCreates);

    /// <summary>Everything else.</summary>
    public Lane Others { get; } = new(host, time, Quota.VaultOthers);
}
