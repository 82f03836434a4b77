using System.CommandLine;

namespace RotationService.Simulation.Hostility;

/// <summary>In which worlds a hostile party takes part, and what it may do there.</summary>
/// <param name="Share">In which.</param>
/// <param name="Rights">What it may do; null to draw that from the world's seed.</param>
/// <param name="OneIn">With <see cref="PartyShare.Some"/>, one world in so many has a party, by its seed.</param>
internal sealed record PartyChoice(PartyShare Share, IReadOnlySet<Right>? Rights = null, int OneIn = PartyChoice.InRaces)
{
    /// <summary>One race in so many has a party.</summary>
    public const int InRaces = 3;

    /// <summary>One world of a soak in so many has a party: such a world takes fifteen times as long as another, since processes sweep closely in it.</summary>
    public const int InSoaks = 20;

    public static PartyChoice None { get; } = new(PartyShare.None);

    public static PartyChoice Some { get; } = new(PartyShare.Some);

    /// <summary>Whether a party takes part in the world of a seed.</summary>
    public bool TakesPartIn(int seed) => Share is PartyShare.Only || (Share is PartyShare.Some && seed % OneIn == 0);

    /// <summary>What it may do in the world of a seed.</summary>
    /// <param name="random">The party's own source of chance.</param>
    public IReadOnlySet<Right> RightsIn(Random random) => Hostility.Rights.Draw(random) is var drawn && Rights is null ? drawn : Rights!;

    /// <summary>The options of a command line that make the same choice; empty for the default.</summary>
    public string Written =>
        (Share is PartyShare.Some ? "" : $" --hostile {Share.ToString().ToLowerInvariant()}")
        + (Rights is null ? "" : $" --party {string.Join(',', Hostility.Rights.ByName.Where(right => Rights.Contains(right.Value)).Select(right => right.Key))}");

    /// <summary><c>--hostile</c>.</summary>
    /// <param name="oneIn">In how many worlds there is one by default, for the help.</param>
    public static Option<string> ShareOption(string oneIn)
    {
        var option = new Option<string>("--hostile") { Description = $"Where a hostile party takes part: in some worlds (one in {oneIn}, by the seed), in none, or only in such worlds.", DefaultValueFactory = _ => "some" };
        option.AcceptOnlyFromAmong("some", "none", "only");
        return option;
    }

    /// <summary><c>--party</c>.</summary>
    public static Option<string?> RightsOption()
    {
        var option = new Option<string?>("--party") { Description = $"What the party may do, separated by commas: {string.Join(", ", Hostility.Rights.ByName.Keys)}. By default the seed decides." };
        option.Validators.Add(result =>
        {
            foreach (var name in Names(result.Tokens.SingleOrDefault()?.Value ?? "").Where(name => !Hostility.Rights.ByName.ContainsKey(name)))
            {
                result.AddError($"unknown right '{name}'. Rights: {string.Join(", ", Hostility.Rights.ByName.Keys)}.");
            }
        });
        return option;
    }

    /// <summary>What the two options say.</summary>
    public static PartyChoice Of(string share, string? rights, int oneIn) => new(
        share switch { "none" => PartyShare.None, "only" => PartyShare.Only, _ => PartyShare.Some },
        rights is null ? null : Names(rights).Select(name => Hostility.Rights.ByName[name]).ToHashSet(),
        oneIn);

    private static string[] Names(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>In which worlds a party takes part.</summary>
internal enum PartyShare
{
    /// <summary>In none.</summary>
    None,

    /// <summary>In one of a few, by the seed.</summary>
    Some,

    /// <summary>In all.</summary>
    Only,
}
