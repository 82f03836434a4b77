using RotationService.Core.Planning;

namespace RotationService.Core.Rotation;

/// <summary>What a pass leaves to the next one if all that is awaited is another log-in with a pending value.</summary>
/// <param name="Seen">What the pass saw.</param>
/// <param name="Values">The value, if it may still be used at the next log-in.</param>
internal sealed record ProofUnderWay(Observation Seen, SecretValues Values);
