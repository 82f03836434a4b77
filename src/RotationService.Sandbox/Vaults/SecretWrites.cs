using System.Text;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Vaults;

/// <summary>
/// Writes secrets. There is no compare-and-set, so the last write becomes the newest version (specified).
/// </summary>
internal sealed class SecretWrites(SandboxState state, TimeProvider clock)
{
    private const int LargestValue = 25 * 1024;
    private const int MostTags = 15;
    private const int LongestTag = 512;
    private const int LongestContentType = 255;

    /// <summary>Adds a version on every call, whatever the value (documented).</summary>
    public Reply Set(Call call, KeyVault vault, string name)
    {
        if (!IsName(name))
        {
            return VaultError.BadParameter($"The request URI contains an invalid name: {name}");
        }

        if (call.Json<SecretBody>() is not { Value: { } value } body)
        {
            return VaultError.BadParameter("Property value: a JSON object with a value is required.");
        }

        if (Encoding.UTF8.GetByteCount(value) > LargestValue)
        {
            return VaultError.BadParameter($"The value of a secret is {LargestValue} bytes at most.");
        }

        if (Invalid(body) is { } refused)
        {
            return refused;
        }

        if (vault.Secrets.GetValueOrDefault(name) is { DeletedAt: not null })
        {
            return VaultError.Deleted(name);
        }

        var (secret, version) = state.SetSecret(vault, name, value, clock.GetUtcNow());
        Change(version, body);
        return SecretReads.Bundle(vault, secret, version, VaultShape.WithValue);
    }

    /// <summary>
    /// Changes the attributes of one version, or of the newest one if no version is given. The tags are replaced as a
    /// whole (assumption).
    /// </summary>
    public Reply Update(Call call, KeyVault vault, string name, string? version)
    {
        if (SecretReads.Find(vault, name) is not { } secret || SecretReads.Version(secret, version) is not { } found)
        {
            return VaultError.NotFound(version is null ? name : $"{name}/{version}");
        }

        if (call.Json<SecretBody>() is not { } body)
        {
            return VaultError.BadParameter("The request body is not a JSON object.");
        }

        if (Invalid(body) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        vault.History.Remember(vault, name, now);
        Change(found, body);
        found.UpdatedAt = now;
        state.Touch(secret);
        return SecretReads.Bundle(vault, secret, found, VaultShape.WithoutValue);
    }

    /// <summary>
    /// Soft-deletes the secret with all its versions. It takes effect at once. This is a simplification, because in Key
    /// Vault it takes seconds.
    /// </summary>
    public Reply Delete(KeyVault vault, string name)
    {
        if (SecretReads.Find(vault, name) is not { } secret)
        {
            return VaultError.NotFound(name);
        }

        var now = clock.GetUtcNow();
        vault.History.Remember(vault, name, now);
        secret.DeletedAt = now;
        state.Touch(secret);
        return SecretReads.DeletedBundle(vault, secret);
    }

    public Reply Recover(KeyVault vault, string name)
    {
        if (vault.Secrets.GetValueOrDefault(name) is not { DeletedAt: not null } secret)
        {
            return VaultError.NotFound(name);
        }

        vault.History.Remember(vault, name, clock.GetUtcNow());
        secret.DeletedAt = null;
        state.Touch(secret);
        return SecretReads.Bundle(vault, secret, secret.Newest, VaultShape.WithoutValue);
    }

    public Reply Purge(KeyVault vault, string name)
    {
        if (vault.Secrets.GetValueOrDefault(name) is not { DeletedAt: not null } secret)
        {
            return VaultError.NotFound(name);
        }

        vault.History.Remember(vault, name, clock.GetUtcNow());
        state.Purge(secret);
        return Reply.Empty(204);
    }

    private static Reply? Invalid(SecretBody body)
    {
        if (body.Tags is { } tags
            && (tags.Count > MostTags
                || tags.Any(t => t.Key.Length > LongestTag || t.Value is null || t.Value.Length > LongestTag)))
        {
            return VaultError.BadParameter($"A secret has {MostTags} tags at most, of {LongestTag} characters each.");
        }

        return body.ContentType?.Length > LongestContentType
            ? VaultError.BadParameter($"A content type has {LongestContentType} characters at most.")
            : null;
    }

    private static void Change(SecretVersion version, SecretBody body)
    {
        version.Tags = body.Tags ?? version.Tags;
        version.ContentType = body.ContentType ?? version.ContentType;
        version.Enabled = body.Attributes?.Enabled ?? version.Enabled;
        version.ExpiresOn = body.Attributes?.Exp ?? version.ExpiresOn;
        version.NotBefore = body.Attributes?.Nbf ?? version.NotBefore;
    }

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= 127 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private sealed record SecretBody(
        string? Value,
        string? ContentType,
        IReadOnlyDictionary<string, string>? Tags,
        AttributesBody? Attributes);

    private sealed record AttributesBody(bool? Enabled, long? Exp, long? Nbf);
}
