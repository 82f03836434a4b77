using System.Globalization;
using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>
/// What the secret list of a vault shows of one secret: the properties of its newest version, but neither the
/// identifier of that version nor its value.
/// </summary>
/// <param name="Enabled">Whether the value of the newest version can be read.</param>
/// <param name="CreatedOn">When the newest version was written, in whole seconds.</param>
/// <param name="ExpiresOn">The <c>exp</c> attribute. Null if there is none.</param>
/// <param name="Tags">The tags of the service. Null if the version does not have them.</param>
/// <remarks>Source: the Key Vault REST reference of the operation Get Secrets.</remarks>
public sealed record SecretSummary(bool Enabled, DateTimeOffset CreatedOn, DateTimeOffset? ExpiresOn, VersionTags? Tags)
{
    /// <summary>Returns what the list shows of a version that is the newest.</summary>
    public static SecretSummary Of(SecretVersion newest) =>
        new(newest.Enabled, newest.CreatedOn, newest.ExpiresOn, newest.Tags);

    /// <summary>All properties as one text. Different summaries have different texts.</summary>
    internal string Canonical => string.Create(
        CultureInfo.InvariantCulture,
        $"{Enabled} {CreatedOn.ToUnixTimeSeconds()} {ExpiresOn?.ToUnixTimeSeconds()} {(Tags is null ? "" : string.Join(' ', Tags.ToDictionary().Select(tag => $"{tag.Key}={tag.Value}")))}");
}
