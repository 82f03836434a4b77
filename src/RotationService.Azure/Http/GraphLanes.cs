namespace RotationService.Azure.Http;

/// <summary>The lanes of Graph for one identity in one tenant.</summary>
/// <param name="host">Graph's host name.</param>
/// <param name="time">Measures the waits.</param>
internal sealed class GraphLanes(string host, TimeProvider time)
{
    private readonly Lane _writes = new(host, time, Quota.GraphWrites);
    private readonly Lane _personalWrites = new(
        $"{host}, for applications open to personal accounts,",
        time,
        Quota.PersonalWrites);

    /// <summary>The lane for reads.</summary>
    public Lane Reads { get; } = new(host, time, Quota.GraphUnits);

    /// <summary>The lane for writes to an application.</summary>
    /// <param name="isOpenToPersonalAccounts">
    /// Whether the application is open to personal accounts. Those applications have a quota of their own, which allows
    /// twenty times fewer writes a second.
    /// </param>
    public Lane WritesTo(bool isOpenToPersonalAccounts) => isOpenToPersonalAccounts ? _personalWrites : _writes;
}
