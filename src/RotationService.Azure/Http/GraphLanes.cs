namespace RotationService.Azure.Http;

/// <summary>The lanes of Graph for one identity in one tenant.</summary>
/// <param name="host">Graph's host name.</param>
/// <param name="time">For waiting.</param>
internal sealed class GraphLanes(string host, TimeProvider time)
{
    private readonly Lane _writes = new(host, time, Quota.GraphWrites);
    private readonly Lane _personalWrites = new($"{host}, for applications open to personal accounts,", time, Quota.PersonalWrites);

    /// <summary>Reads.</summary>
    public Lane Reads { get; } = new(host, time, Quota.GraphUnits);

    /// <summary>Writes to an application.</summary>
    /// <param name="isOpenToPersonalAccounts">Whether it is open to personal accounts: those have a quota of their own, fifty times smaller a second.</param>
    public Lane WritesTo(bool isOpenToPersonalAccounts) => isOpenToPersonalAccounts ? _personalWrites : _writes;
}
