using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>What a get of a secret showed.</summary>
/// <param name="Version">The version; null if the newest is disabled and the vault would not show it.</param>
/// <param name="Value">Its value; null likewise, or if the value is empty.</param>
public sealed record SecretReading(SecretVersion? Version, SecretText? Value)
{
    /// <summary>Whether the newest version is disabled, so that consumers are refused.</summary>
    public bool IsDisabled => Version is null;

    /// <summary>What may be kept of the value: its fingerprint.</summary>
    public SecretFingerprint Fingerprint => Value?.Fingerprint() ?? SecretFingerprint.Empty;
}
