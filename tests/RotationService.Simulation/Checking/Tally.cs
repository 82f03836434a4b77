namespace RotationService.Simulation.Checking;

/// <summary>What happened, counted.</summary>
internal sealed class Tally
{
    public int Issued { get; set; }

    public int Published { get; set; }

    public int Removed { get; set; }

    /// <summary>How often a value was published over one of a later rotation.</summary>
    public int OlderOverNewer { get; set; }
}
