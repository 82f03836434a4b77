using System.Text.Json;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Vaults;

/// <summary>Secrets as Key Vault writes them; its times are whole seconds (documented).</summary>
internal static class VaultJson
{
    /// <summary>Days a deleted secret can be recovered: the longest there is.</summary>
    public const int RecoverableDays = 90;

    /// <summary>The members of one version.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="vault">The vault.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="version">The version.</param>
    /// <param name="shape">How much of it.</param>
    public static void WriteVersion(Utf8JsonWriter json, KeyVault vault, VaultSecret secret, SecretVersion version, VaultShape shape)
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

        // In bundles, of a secret that had one before (specified; only from api-version 2025-06-01-preview on, which the sandbox does not look at).
        if (shape is VaultShape.WithValue or VaultShape.WithoutValue && version.PreviousVersion is not null)
        {
            json.WriteString("previousVersion", version.PreviousVersion);
        }
    }

    /// <summary>The members that only a deleted secret has.</summary>
    public static void WriteDeletion(Utf8JsonWriter json, KeyVault vault, VaultSecret secret, DateTimeOffset deletedAt)
    {
        json.WriteString("recoveryId", $"https://{vault.Host}/deletedsecrets/{secret.Name}");
        json.WriteNumber("deletedDate", deletedAt.ToUnixTimeSeconds());
        json.WriteNumber("scheduledPurgeDate", deletedAt.AddDays(RecoverableDays).ToUnixTimeSeconds());
    }
}

/// <summary>How much of a version is shown.</summary>
internal enum VaultShape
{
    /// <summary>A bundle: get and set.</summary>
    WithValue,

    /// <summary>A bundle without its value: update, delete, recover.</summary>
    WithoutValue,

    /// <summary>One of a list of versions.</summary>
    ItemOfVersions,

    /// <summary>One of a list of secrets: the newest version's attributes and tags under the id of the secret (documented).</summary>
    ItemOfSecrets,
}
