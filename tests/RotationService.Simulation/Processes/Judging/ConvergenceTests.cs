namespace RotationService.Simulation.Processes.Judging;

public sealed class ConvergenceTests
{
    [Fact]
    public void One_live_published_credential_and_nothing_pending_is_all_there_is_to_reach() =>
        Assert.Null(Convergence.Missing(new TruthBuilder().Rotated("a", 0).Build(1), TruthBuilder.Subject()));

    [Fact]
    public void Anything_else_is_not_settled()
    {
        Assert.Contains("0 live", Missing(new TruthBuilder()), StringComparison.Ordinal);
        Assert.Contains("2 live", Missing(new TruthBuilder().Rotated("a", 0).Credential("orphan", 0.5)), StringComparison.Ordinal);
        Assert.Contains("does not give out", Missing(new TruthBuilder().Credential("a", 0)), StringComparison.Ordinal);
        Assert.Contains("does not give out", Missing(new TruthBuilder().Rotated("a", 0).Published("a", 0.5, enabled: false)), StringComparison.Ordinal);
        Assert.Contains("pending", Missing(new TruthBuilder().Rotated("a", 0).Stored("a", 0.5, enabled: true)), StringComparison.Ordinal);
        Assert.Contains("replaced", Missing(new TruthBuilder().Rotated("a", 0), now: 24), StringComparison.Ordinal);
    }

    private static string Missing(TruthBuilder truth, double now = 1) => Convergence.Missing(truth.Build(now), TruthBuilder.Subject()) ?? "";
}
