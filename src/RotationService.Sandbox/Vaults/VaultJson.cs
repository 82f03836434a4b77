using System.Text.Json;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Vaults;

/// <summary>Writes secrets in the format of Key Vault, whose times are whole seconds (documented).</summary>
internal static class VaultJson
{
    /// <summary>
    /// The number of days for which a deleted secret can be recovered. It is the longest that Key Vault supports.
    /// </summary>
    public const int RecoverableDays = 90;

    /// <summary>Writes the properties of one version.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="vault">The vault.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="version">The version.</param>
    /// <param name="shape">Which properties to write.</param>
    public static void WriteVersion(
        Utf8JsonWriter json,
        KeyVault vault,
        VaultSecret secret,
        SecretVersion version,
        VaultShape shape)
    {
        if (shape == VaultShape.WithValue)
        {
            json.WriteString("value", version.Value);
        }

        if (version.ContentType is not null)
        {
            json.WriteString("contentType", version.ContentType);
        }

        var id = $"https://{vault.Host}/secrets/{secret.Name}";
        json.WriteString("id", shape == VaultShape.ItemOfSecrets ? id : $"{id}/{version.Version}");
        json.WriteStartObject("attributes");
        json.WriteBoolean("enabled", version.Enabled);
        if (version.NotBefore is { } notBefore)
        {
            json.WriteNumber("nbf", notBefore);
        }

        if (version.ExpiresOn is { } expiresOn)
        {
            json.WriteNumber("exp", expiresOn);
        }

        json.WriteNumber("created", version.CreatedAt.ToUnixTimeSeconds());
        json.WriteNumber("updated", version.UpdatedAt.ToUnixTimeSeconds());
        json.WriteString("recoveryLevel", "Recoverable+Purgeable");
        json.WriteNumber("recoverableDays", RecoverableDays);
        json.WriteEndObject();
        if (version.Tags.Count > 0)
        {
            json.WriteStartObject("tags");
            foreach (var (name, value) in version.Tags)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        // Bundles contain the previous version if the secret had one (specified). Key Vault does so only from
        // api-version 2025-06-01-preview on. The sandbox ignores the api-version.
        if (shape is VaultShape.WithValue or VaultShape.WithoutValue && version.PreviousVersion is not null)
        {
            json.WriteString("previousVersion", version.PreviousVersion);
        }
    }

    /// <summary>Writes the properties that only a deleted secret has.</summary>
    public static void WriteDeletion(Utf8JsonWriter json, KeyVault vault, VaultSecret secret, DateTimeOffset deletedAt)
    {
        json.WriteString("recoveryId", $"https://{vault.Host}/deletedsecrets/{secret.Name}");
        json.WriteNumber("deletedDate", deletedAt.ToUnixTimeSeconds());
        json.WriteNumber("scheduledPurgeDate", deletedAt.AddDays(RecoverableDays).ToUnixTimeSeconds());
    }
}

/// <summary>Which properties of a version are written.</summary>
internal enum VaultShape
{
    /// <summary>A bundle with the value, for get and set.</summary>
    WithValue,

    /// <summary>A bundle without the value, for update, delete and recover.</summary>
    WithoutValue,

    /// <summary>An item of a list of versions.</summary>
    ItemOfVersions,

    /// <summary>
    /// An item of a list of secrets. It has the attributes and tags of the newest version and the id of the secret
    /// (documented).
    /// </summary>
    ItemOfSecrets,
}
