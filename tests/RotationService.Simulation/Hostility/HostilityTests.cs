using RotationService.Simulation.Racing;
using RotationService.Simulation.Soaking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Hostility;

/// <summary>That a party has one history, and that worlds without it are as they were.</summary>
public sealed class HostilityTests
{
    private static readonly PartyChoice Only = new(PartyShare.Only);

    [Fact]
    public async Task A_race_with_a_party_has_one_history()
    {
        var (first, again, without) = await Task.Run(() => (Run(1, Only), Run(1, Only), Run(1, PartyChoice.None)));
        Assert.Equal(first.EventHash, again.EventHash);
        Assert.NotEqual(first.EventHash, without.EventHash);
    }

    [Fact]
    public async Task A_party_draws_nothing_in_worlds_in_which_it_takes_no_part()
    {
        const int Seed = 1;
        Assert.False(PartyChoice.Some.TakesPartIn(Seed));
        var (some, none) = await Task.Run(() => (Run(Seed, PartyChoice.Some), Run(Seed, PartyChoice.None)));
        Assert.Equal(none.EventHash, some.EventHash);
    }

    [Fact]
    public void One_race_in_three_and_one_world_of_a_soak_in_twenty_has_a_party_by_default()
    {
        var seeds = Enumerable.Range(0, 900).Select(number => SoakCommand.WorldSeed(1, number)).ToList();
        Assert.InRange(seeds.Count(PartyChoice.Some.TakesPartIn), 250, 350);
        Assert.InRange(seeds.Count((PartyChoice.Some with { OneIn = PartyChoice.InSoaks }).TakesPartIn), 30, 60);
        Assert.True(seeds.TrueForAll(Only.TakesPartIn));
        Assert.False(seeds.Exists(PartyChoice.None.TakesPartIn));
    }

    [Theory]
    [InlineData("some", null, "")]
    [InlineData("only", null, " --hostile only")]
    [InlineData("only", "wtags, owner", " --hostile only --party wtags,owner")]
    public void A_choice_is_written_as_the_options_that_make_it(string share, string? rights, string written) =>
        Assert.Equal(written, PartyChoice.Of(share, rights, PartyChoice.InRaces).Written);

    [Theory]
    [InlineData("wtags,tagger,evtagger,neigh,neighm,date,datelong,nohint,coll", false)]
    [InlineData("wtags,writer", true)]
    [InlineData("owner", true)]
    [InlineData("nologin", true)]
    public void Programs_lose_nothing_by_tags_dates_and_names(string rights, bool reachesValues) =>
        Assert.Equal(reachesValues, Rights.ReachValues(PartyChoice.Of("only", rights, PartyChoice.InRaces).Rights!));

    [Fact]
    public void Every_right_has_a_name() => Assert.Equal(Enum.GetValues<Right>(), Rights.ByName.Values.Order());

    private static Race Run(int seed, PartyChoice party) => Race.Run(seed, 2, new WorldOptions { Party = party });
}
