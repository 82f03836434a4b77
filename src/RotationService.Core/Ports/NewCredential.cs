using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>A credential that was just added. Only this answer contains the value.</summary>
/// <param name="Credential">The metadata.</param>
/// <param name="SecretText">The value.</param>
public sealed record NewCredential(Credential Credential, SecretText SecretText);
