namespace RotationService.Core.Credentials;

/// <summary>One version of a vault secret, without its value.</summary>
/// <param name="Version">The identifier that the vault assigned: 32 hex digits in no particular order.</param>
/// <param name="Enabled">
/// Whether the value can be read. If the newest version is disabled, a plain get fails with 403. It does not fall back
/// to an older version.
/// </param>
/// <param name="CreatedOn">When the version was written, in whole seconds. Two versions can have the same time.</param>
/// <param name="ExpiresOn">The <c>exp</c> attribute, which is informational. Null if there is none.</param>
/// <param name="Tags">The tags of the service. Null if the version does not have them.</param>
public sealed record SecretVersion(
    string Version,
    bool Enabled,
    DateTimeOffset CreatedOn,
    DateTimeOffset? ExpiresOn,
    VersionTags? Tags);
