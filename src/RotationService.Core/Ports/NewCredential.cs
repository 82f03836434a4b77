using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>Graph's answer to addPassword: the one time the value is shown.</summary>
/// <param name="Credential">The metadata.</param>
/// <param name="SecretText">The value.</param>
public sealed record NewCredential(Credential Credential, SecretText SecretText);
