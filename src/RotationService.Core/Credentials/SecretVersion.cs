namespace RotationService.Core.Credentials;

/// <summary>One version of a vault secret, without its value.</summary>
/// <param name="Version">The vault's own handle: 32 hex digits in no order.</param>
/// <param name="Enabled">Whether its value can be read. A disabled newest version makes a plain get fail with 403; nothing falls back.</param>
/// <param name="CreatedOn">When it was written, to the second; two may share one.</param>
/// <param name="ExpiresOn">The <c>exp</c> attribute, informational; null if none.</param>
/// <param name="Tags">What our tags say; null if the version is not ours.</param>
public sealed record SecretVersion(
    string Version,
    bool Enabled,
    DateTimeOffset CreatedOn,
    DateTimeOffset? ExpiresOn,
    VersionTags? Tags);
