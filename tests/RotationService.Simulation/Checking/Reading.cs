namespace RotationService.Simulation.Checking;

/// <summary>What a program got from a vault.</summary>
/// <param name="Value">The value.</param>
/// <param name="Grace">For how long it may keep it: the grace period promised when it was published; null if nothing was, and what the policy says counts.</param>
/// <param name="ByHand">Whether people wrote it.</param>
internal sealed record Reading(string Value, TimeSpan? Grace, bool ByHand);
