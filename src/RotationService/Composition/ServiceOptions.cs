namespace RotationService.Composition;

/// <summary>What a verb wants of the service besides the common options.</summary>
internal sealed record ServiceOptions
{
    /// <summary>How many seconds of sandbox time pass a second while nothing is in flight. Default 3600.</summary>
    public double Speed { get; init; } = 3600;

    /// <summary>Whether what is done is told to a person as it is done. Default no.</summary>
    public bool Narrates { get; init; }
}
