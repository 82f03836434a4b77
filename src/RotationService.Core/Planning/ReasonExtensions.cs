namespace RotationService.Core.Planning;

/// <summary>Properties of a reason.</summary>
public static class ReasonExtensions
{
    /// <summary>
    /// Whether the reason persists until a person acts. The members of <see cref="Reason"/> that need a human are
    /// together at its end.
    /// </summary>
    public static bool NeedsHuman(this Reason reason) => reason >= Reason.NeverProven;
}
