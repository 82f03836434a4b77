namespace RotationService.Core.Planning;

/// <summary>What can be said of a reason by itself.</summary>
public static class ReasonExtensions
{
    /// <summary>Whether it stays until a person does something. The members of <see cref="Reason"/> that need a human stand together at its end.</summary>
    public static bool NeedsHuman(this Reason reason) => reason >= Reason.NeverProven;
}
