using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A credential and where it stands.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Stage">Its stage.</param>
public sealed record StagedCredential(Credential Credential, Stage Stage);
