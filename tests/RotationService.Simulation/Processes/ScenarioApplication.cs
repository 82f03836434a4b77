namespace RotationService.Simulation.Processes;

/// <summary>An application of a run.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="HandMade">Whether it has a secret that a person made and that soon expires.</param>
/// <param name="HandPublished">Whether its consumers already use that one.</param>
/// <param name="Adopts">Whether its policy says <c>adopt</c>.</param>
/// <param name="IsInTwoVaults">Whether its secret goes to two vaults.</param>
internal sealed record ScenarioApplication(string Name, bool HandMade, bool HandPublished, bool Adopts, bool IsInTwoVaults)
{
    /// <summary>Draws one.</summary>
    public static ScenarioApplication Draw(int index, Random random)
    {
        var handMade = random.Next(2) == 0;
        return new ScenarioApplication($"app-{index}", handMade, handMade && random.Next(2) == 0, random.Next(2) == 0, random.Next(3) == 0);
    }
}
