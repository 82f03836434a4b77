using RotationService.Core.Credentials;

namespace RotationService.Core.Discovery;

/// <summary>A credential that the directory shows.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Origin">Who made the credential.</param>
public sealed record DiscoveredCredential(Credential Credential, Origin Origin);
