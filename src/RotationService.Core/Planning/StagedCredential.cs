using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A credential with its stage.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Stage">The stage.</param>
public sealed record StagedCredential(Credential Credential, Stage Stage);
