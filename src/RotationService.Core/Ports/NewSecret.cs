using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>A vault version to write.</summary>
/// <param name="Value">
/// The value. Null for an intent, which has none. The adapter then writes a fixed word, because every version needs a
/// value.
/// </param>
/// <param name="Enabled">Whether the value can be read.</param>
/// <param name="ExpiresOn">When the credential expires, written as <c>exp</c>. Null for an intent.</param>
/// <param name="Tags">The tags.</param>
public sealed record NewSecret(SecretText? Value, bool Enabled, DateTimeOffset? ExpiresOn, VersionTags Tags);
