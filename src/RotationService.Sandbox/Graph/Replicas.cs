using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Graph;

/// <summary>The directory's replicas. Each request meets one by chance, and each lags by its own share of the read lag.</summary>
/// <remarks>
/// So two reads in a row may go backwards: "0, 1 and 2 secrets in a row" has been seen in the field. How many replicas
/// there are, and that each one's lag is constant, is assumed.
/// </remarks>
internal sealed class Replicas(SandboxState state, TimeProvider clock)
{
    private static readonly double[] Shares = [0, 0.3, 0.7, 1];

    /// <summary>The time as of which this request sees the directory.</summary>
    public DateTimeOffset AsOf()
    {
        var now = clock.GetUtcNow();
        var lag = state.Settings.ReadLag;
        return lag == TimeSpan.Zero ? now : now - lag * Shares[state.Generator.Next() % (ulong)Shares.Length];
    }
}
