namespace RotationService.Simulation.Memory;

/// <summary>A copy of a secret that a process still has.</summary>
/// <param name="Form">How it is written.</param>
/// <param name="Address">Where.</param>
/// <param name="Place">What kind of memory that is.</param>
/// <param name="Holder">The type of the object it is in, and for a live one what holds that; or the name of the mapping.</param>
internal sealed record FoundCopy(SecretForm Form, ulong Address, Place Place, string Holder)
{
    /// <summary>Whether something keeps it.</summary>
    public bool IsKept => Place is Place.Live;
}
