namespace RotationService.Simulation.World;

/// <summary>How a world is made.</summary>
internal sealed record WorldOptions
{
    public IReadOnlyList<string> Vaults { get; init; } = ["contoso-we", "contoso-ne"];

    public Seams Seams { get; init; } = Seams.None;

    /// <summary>Whether its history is written down for people.</summary>
    public bool IsRead { get; init; }

    /// <summary>Whether what the service says is kept, to be searched for secrets.</summary>
    public bool IsHeard { get; init; }
}
