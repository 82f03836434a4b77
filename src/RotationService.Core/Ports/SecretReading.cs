using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>The result of a get of a secret.</summary>
/// <param name="Version">The version. Null if the newest version is disabled and the vault does not show it.</param>
/// <param name="Value">The value. Null if the newest version is disabled, or if the value is empty.</param>
public sealed record SecretReading(SecretVersion? Version, SecretText? Value)
{
    /// <summary>Whether the newest version is disabled, so that consumers are refused.</summary>
    public bool IsDisabled => Version is null;

    /// <summary>What may be kept of the value: its fingerprint.</summary>
    public ValueFingerprint Fingerprint => Value?.Fingerprint() ?? ValueFingerprint.Empty;
}
