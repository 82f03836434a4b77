namespace RotationService.Simulation.Hostility;

/// <summary>The rights by the names of the command line, and what follows from having them.</summary>
internal static class Rights
{
    /// <summary>Every right by its short name.</summary>
    public static readonly IReadOnlyDictionary<string, Right> ByName = new Dictionary<string, Right>(StringComparer.Ordinal)
    {
        ["wtags"] = Right.Tags,
        ["tagger"] = Right.TagScript,
        ["evtagger"] = Right.TagEvents,
        ["writer"] = Right.Values,
        ["toggle"] = Right.Toggle,
        ["blind"] = Right.Blind,
        ["flood"] = Right.Flood,
        ["restore"] = Right.Restore,
        ["newline"] = Right.NewLine,
        ["owner"] = Right.Owner,
        ["hentra"] = Right.Remover,
        ["neigh"] = Right.Neighbour,
        ["neighm"] = Right.MarkedNeighbour,
        ["date"] = Right.Date,
        ["datelong"] = Right.LongDate,
        ["nohint"] = Right.NoHint,
        ["coll"] = Right.Collision,
        ["nologin"] = Right.NoLogIn,
        ["noissue"] = Right.NoIssue,
        ["foreignname"] = Right.ForeignName,
    };

    /// <summary>Those by which the values that programs read, or the credentials behind them, can be changed.</summary>
    private static readonly HashSet<Right> OverValues =
        [Right.Values, Right.Toggle, Right.Blind, Right.Flood, Right.Restore, Right.NewLine, Right.Owner, Right.Remover, Right.NoLogIn, Right.ForeignName];

    /// <summary>Those after which credentials may be left that nobody can tell apart.</summary>
    private static readonly HashSet<Right> Confusing = [Right.Blind, Right.Toggle, Right.Flood, Right.NoHint, Right.Collision];

    /// <summary>The sets that are drawn: those that found something in the protocol's model.</summary>
    private static readonly Right[][] Sets =
    [
        [Right.Tags],
        [Right.TagScript],
        [Right.TagEvents],
        [Right.Values],
        [Right.Toggle],
        [Right.Blind],
        [Right.Blind, Right.Tags],
        [Right.Toggle, Right.Tags],
        [Right.Restore, Right.NewLine],
        [Right.Owner],
        [Right.Owner, Right.Tags],
        [Right.Owner, Right.Tags, Right.Values],
        [Right.Remover, Right.Tags],
        [Right.Remover, Right.Restore, Right.NewLine],
        [Right.Neighbour],
        [Right.MarkedNeighbour, Right.Tags],
        [Right.Date],
        [Right.LongDate],
        [Right.NoHint, Right.Tags, Right.TagScript],
        [Right.NoHint, Right.Values],
        [Right.Collision, Right.Tags, Right.Values],
        [Right.NoLogIn],
        [Right.NoIssue],
        [Right.NoIssue, Right.Remover],
        [Right.ForeignName],
        [Right.Flood],
        [Right.Values, Right.Tags, Right.Toggle, Right.Restore, Right.NewLine, Right.TagScript, Right.Owner, Right.Remover, Right.Neighbour, Right.Date, Right.NoHint],
    ];

    /// <summary>Draws what a party may do.</summary>
    public static IReadOnlySet<Right> Draw(Random random) => Sets[random.Next(Sets.Length)].ToHashSet();

    /// <summary>Whether programs can be deprived of what they read by these rights. By rights over tags, dates and names alone they never are.</summary>
    public static bool ReachValues(IReadOnlySet<Right> rights) => rights.Overlaps(OverValues);

    /// <summary>Whether more credentials than usual may be left over by these rights.</summary>
    public static bool Confuse(IReadOnlySet<Right> rights) => rights.Overlaps(Confusing);
}
