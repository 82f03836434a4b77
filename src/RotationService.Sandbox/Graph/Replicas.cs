using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Graph;

/// <summary>
/// The replicas of the directory. Each request reaches a random one, and each lags by its own share of the read lag.
/// </summary>
/// <remarks>
/// Two consecutive reads can therefore go backwards. "0, 1 and 2 secrets in a row" has been seen in the field. The
/// number of replicas and the constant lag of each are assumptions.
/// </remarks>
internal sealed class Replicas(SandboxState state, TimeProvider clock)
{
    private static readonly double[] Shares = [0, 0.3, 0.7, 1];

    /// <summary>Returns the time of the directory's state that this request sees.</summary>
    public DateTimeOffset AsOf()
    {
        var now = clock.GetUtcNow();
        var lag = state.Settings.ReadLag;
        return lag == TimeSpan.Zero ? now : now - lag * Shares[state.Generator.Next() % (ulong)Shares.Length];
    }
}
