using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>The vault's answer to a write.</summary>
/// <param name="Version">The version written.</param>
/// <param name="PreviousVersion">The version that was the newest until then, where the vault says so (secrets made since June 2025); null if it does not.</param>
public sealed record WrittenVersion(SecretVersion Version, string? PreviousVersion);
