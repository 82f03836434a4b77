namespace RotationService.Simulation.World;

/// <summary>What the vault client keeps for the whole process is there before the first world begins.</summary>
/// <remarks>It asks each vault once where to get a token. A world in which it did would have another history than the same world later.</remarks>
internal static class Warmth
{
    private static readonly Lazy<bool> Warm = new(Make);

    public static void Ensure()
    {
        if (!Warm.Value)
        {
            throw new InvalidOperationException("The vault client has not been warmed up.");
        }
    }

    private static bool Make()
    {
        var options = new WorldOptions { IsWarm = true };
        using var world = new SimulatedWorld(seed: 0, new Calm(), options);
        foreach (var vault in options.Vaults)
        {
            world.AddMachine().Start(async (process, cancellationToken) => await process.ReadAsync(vault, cancellationToken));
        }

        return true;
    }

    private sealed class Calm : IFates
    {
        public Fate Of(ServiceProcess process, Effect effect) => Fate.None;
    }
}
