using System.Globalization;
using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>What a vault's list of its secrets shows of one: the properties of its newest version, but neither which version that is nor its value.</summary>
/// <param name="Enabled">Whether the newest version can be read.</param>
/// <param name="CreatedOn">When it was written, to the second.</param>
/// <param name="ExpiresOn">Its <c>exp</c> attribute; null if none.</param>
/// <param name="Tags">What our tags on it say; null if it is not ours.</param>
/// <remarks>Source: Key Vault's REST reference of the operation Get Secrets.</remarks>
public sealed record SecretSummary(bool Enabled, DateTimeOffset CreatedOn, DateTimeOffset? ExpiresOn, VersionTags? Tags)
{
    /// <summary>What a list shows of a version that is the newest.</summary>
    public static SecretSummary Of(SecretVersion newest) => new(newest.Enabled, newest.CreatedOn, newest.ExpiresOn, newest.Tags);

    /// <summary>All of it as text; two that differ have different texts.</summary>
    internal string Canonical => string.Create(
        CultureInfo.InvariantCulture,
        $"{Enabled} {CreatedOn.ToUnixTimeSeconds()} {ExpiresOn?.ToUnixTimeSeconds()} {(Tags is null ? "" : string.Join(' ', Tags.ToDictionary().Select(tag => $"{tag.Key}={tag.Value}")))}");
}
