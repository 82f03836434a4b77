using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>The answer of a vault to a write.</summary>
/// <param name="Version">The version that was written.</param>
/// <param name="PreviousVersion">
/// The version that was the newest before. Null if the vault does not report it, which it does for secrets created
/// since June 2025.
/// </param>
public sealed record WrittenVersion(SecretVersion Version, string? PreviousVersion);
