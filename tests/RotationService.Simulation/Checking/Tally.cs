namespace RotationService.Simulation.Checking;

/// <summary>What happened, counted.</summary>
internal sealed class Tally
{
    public int Issued { get; set; }

    public int Published { get; set; }

    public int Removed { get; set; }
}
