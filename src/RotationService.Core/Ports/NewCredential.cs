using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>The answer of Graph to addPassword, which is the only one that contains the value.</summary>
/// <param name="Credential">The metadata.</param>
/// <param name="SecretText">The value.</param>
public sealed record NewCredential(Credential Credential, SecretText SecretText);
