using RotationService.Core.Planning;

namespace RotationService.Core.Rotation;

/// <summary>
/// The state that a pass leaves to the next one if the application only waits for another log-in with a pending value.
/// </summary>
/// <param name="Seen">The observation of the pass.</param>
/// <param name="Values">The secret values, with the pending one if it may still be used at the next log-in.</param>
internal sealed record ProofUnderWay(Observation Seen, SecretValues Values);
