using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>A vault version to be written.</summary>
/// <param name="Value">The value; null for an intent, which has none: the adapter writes a fixed word, since a version must have some value.</param>
/// <param name="Enabled">Whether consumers can read it.</param>
/// <param name="ExpiresOn">The credential's end, as <c>exp</c>; null for an intent.</param>
/// <param name="Tags">The tags.</param>
public sealed record NewSecret(SecretText? Value, bool Enabled, DateTimeOffset? ExpiresOn, VersionTags Tags);
