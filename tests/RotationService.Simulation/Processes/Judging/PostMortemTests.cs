namespace RotationService.Simulation.Processes.Judging;

public sealed class PostMortemTests
{
    private static readonly PostMortem Judge = new(TruthBuilder.Operator, processes: 2);

    [Fact]
    public void Two_rotations_and_a_retirement_after_grace_are_fine() =>
        Assert.Empty(Verdict(new TruthBuilder().Rotated("a", 0, removed: 42.4).Rotated("b", 40)));

    [Fact]
    public void A_removal_within_the_grace_period_breaks_I1() =>
        Assert.Equal(["I1"], Verdict(new TruthBuilder().Rotated("a", 0, removed: 42.2).Rotated("b", 40)));

    [Fact]
    public void Grace_counts_from_the_vault_that_changed_last() =>
        Assert.Equal(["I1"], Verdict(new TruthBuilder().Rotated("a", 0, removed: 42.4).Published("a", 0.3, TruthBuilder.SecondVault).Rotated("b", 40).Published("b", 40.5, TruthBuilder.SecondVault), vaults: [TruthBuilder.Vault, TruthBuilder.SecondVault]));

    [Fact]
    public void Grace_counts_from_the_last_time_that_a_value_was_given_out() =>
        Assert.Equal(["I1"], Verdict(new TruthBuilder().Rotated("a", 0, removed: 43).Rotated("b", 40).Published("a", 41).Published("b", 42)));

    [Fact]
    public void An_end_within_the_grace_period_breaks_I1() =>
        Assert.Equal(["I1"], Verdict(new TruthBuilder().Rotated("a", 0).Rotated("b", 59), now: 61));

    [Fact]
    public void An_end_that_nobody_renewed_breaks_I1() =>
        Assert.Equal(["I1"], Verdict(new TruthBuilder().Rotated("a", 0), now: 61));

    [Fact]
    public void A_disabled_newest_version_breaks_I1() =>
        Assert.Equal(["I1"], Verdict(new TruthBuilder().Rotated("a", 0).Published("a", 1, enabled: false)));

    [Fact]
    public void A_value_of_no_credential_breaks_I1() =>
        Assert.Equal(["I1"], Verdict(new TruthBuilder().Rotated("a", 0).Published("nonsense", 1)));

    [Fact]
    public void A_value_that_is_used_before_it_is_stored_breaks_I2() =>
        Assert.Equal(["I2"], Verdict(new TruthBuilder().Credential("a", 0, loggedIn: 0.1).Stored("a", 0.2).Published("a", 0.3)));

    [Fact]
    public void A_value_that_is_published_and_never_stored_breaks_I2() =>
        Assert.Equal(["I2", "I2"], Verdict(new TruthBuilder().Credential("a", 0, loggedIn: 0.1).Published("a", 0.3)));

    [Fact]
    public void A_value_that_is_published_before_it_logged_in_breaks_I3() =>
        Assert.Equal(["I3"], Verdict(new TruthBuilder().Credential("a", 0, loggedIn: 0.4).Stored("a", 0.1).Published("a", 0.3)));

    [Fact]
    public void A_value_that_is_published_and_never_logged_in_breaks_I3() =>
        Assert.Equal(["I3"], Verdict(new TruthBuilder().Credential("a", 0).Stored("a", 0.1).Published("a", 0.3)));

    [Fact]
    public void A_removal_without_a_successor_breaks_I1_and_I4() =>
        Assert.Equal(["I1", "I4"], Verdict(new TruthBuilder().Rotated("a", 0, removed: 5)));

    [Fact]
    public void A_removal_whose_successor_is_dead_breaks_I4() =>
        Assert.Contains("I4", Verdict(new TruthBuilder().Rotated("a", 0, removed: 50).Rotated("b", 40, removed: 45)));

    [Fact]
    public void A_value_that_is_published_after_its_removal_breaks_I4() =>
        Assert.Contains("I4", Verdict(new TruthBuilder().Rotated("a", 0, removed: 43).Rotated("b", 40).Published("a", 44).Published("b", 45)));

    [Fact]
    public void A_removal_of_what_others_made_breaks_I5() =>
        Assert.Equal(["I5"], Verdict(new TruthBuilder().Credential("h", 0, removed: 20, byHand: true).Rotated("a", 1)));

    [Fact]
    public void What_others_made_may_be_retired_after_grace_with_adopt() =>
        Assert.Empty(Verdict(new TruthBuilder().Credential("h", 0, removed: 3.4, byHand: true).Rotated("a", 1), adopts: true));

    [Fact]
    public void What_others_made_may_not_be_retired_before_grace_even_with_adopt() =>
        Assert.Equal(["I5"], Verdict(new TruthBuilder().Credential("h", 0, removed: 3.2, byHand: true).Rotated("a", 1), adopts: true));

    [Fact]
    public void A_removal_by_somebody_else_breaks_I5() =>
        Assert.Equal(["I5"], Verdict(new TruthBuilder().Credential("x", 0, removed: 1, removedBy: "somebody").Rotated("a", 1)));

    [Fact]
    public void Five_live_credentials_of_two_processes_break_I6()
    {
        var truth = new TruthBuilder().Rotated("a", 0).Credential("o1", 1).Credential("o2", 2).Credential("o3", 3);
        Assert.Empty(Verdict(truth));
        Assert.Equal(["I6"], Verdict(truth.Credential("o4", 4)));
    }

    private static IEnumerable<string> Verdict(TruthBuilder truth, double now = 59.5, bool adopts = false, params string[] vaults) =>
        Judge.Judge(truth.Build(now), TruthBuilder.Subject(adopts, vaults)).Select(violation => violation.Invariant);
}
