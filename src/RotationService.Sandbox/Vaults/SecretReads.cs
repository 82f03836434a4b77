using System.Text;
using System.Text.Json;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Vaults;

/// <summary>Reads secrets. Reads are current without any lag (assumption: no lag is documented or was seen).</summary>
internal static class SecretReads
{
    /// <summary>The maximum number of items on a page (documented).</summary>
    private const int LargestPage = 25;

    /// <summary>
    /// Returns one version, or the newest one. A disabled version is refused without falling back to an older one. This
    /// is documented in part and otherwise a strong inference.
    /// </summary>
    public static Reply Get(KeyVault vault, string name, string? version)
    {
        if (Find(vault, name) is not { } secret || Version(secret, version) is not { } found)
        {
            return VaultError.NotFound(version is null ? name : $"{name}/{version}");
        }

        return found.Enabled
            ? Bundle(vault, secret, found, VaultShape.WithValue)
            : VaultError.Forbidden("Operation get is not allowed on a disabled secret.", "SecretDisabled");
    }

    /// <summary>Lists all secrets by name, including disabled ones. The order is an assumption.</summary>
    public static Reply List(Call call, KeyVault vault) => Page(
        call,
        vault.Shown.Values.Where(s => s.DeletedAt is null),
        s => s.Name.ToLowerInvariant(),
        (json, s) => VaultJson.WriteVersion(json, vault, s, s.Newest, VaultShape.ItemOfSecrets));

    /// <summary>
    /// Lists all versions in the order of their GUIDs, which does not depend on their age (documented example).
    /// </summary>
    public static Reply Versions(Call call, KeyVault vault, string name) => Find(vault, name) is { } secret
        ? Page(
            call,
            secret.ByName,
            v => v.Version,
            (json, v) => VaultJson.WriteVersion(json, vault, secret, v, VaultShape.ItemOfVersions))
        : VaultError.NotFound(name);

    public static Reply Deleted(Call call, KeyVault vault) => Page(
        call,
        vault.Shown.Values.Where(s => s.DeletedAt is not null),
        s => s.Name.ToLowerInvariant(),
        (json, s) => WriteDeleted(json, vault, s, VaultShape.ItemOfSecrets));

    public static Reply GetDeleted(KeyVault vault, string name) =>
        vault.Shown.GetValueOrDefault(name) is { DeletedAt: not null } secret
            ? DeletedBundle(vault, secret)
            : VaultError.NotFound(name);

    public static VaultSecret? Find(KeyVault vault, string name) =>
        vault.Shown.GetValueOrDefault(name) is { DeletedAt: null } secret ? secret : null;

    public static SecretVersion? Version(VaultSecret secret, string? version) =>
        version is null
            ? secret.Newest
            : secret.Versions.FirstOrDefault(v => v.Version.Equals(version, StringComparison.OrdinalIgnoreCase));

    public static Reply Bundle(
        KeyVault vault,
        VaultSecret secret,
        SecretVersion version,
        VaultShape shape) => Reply.Written(200, json =>
    {
        json.WriteStartObject();
        VaultJson.WriteVersion(json, vault, secret, version, shape);
        json.WriteEndObject();
    });

    public static Reply DeletedBundle(KeyVault vault, VaultSecret secret) => Reply.Written(200, json =>
    {
        json.WriteStartObject();
        WriteDeleted(json, vault, secret, VaultShape.WithoutValue);
        json.WriteEndObject();
    });

    private static void WriteDeleted(Utf8JsonWriter json, KeyVault vault, VaultSecret secret, VaultShape shape)
    {
        VaultJson.WriteDeletion(json, vault, secret, secret.DeletedAt.GetValueOrDefault());
        VaultJson.WriteVersion(json, vault, secret, secret.Newest, shape);
    }

    private static Reply Page<T>(Call call, IEnumerable<T> items, Func<T, string> key, Action<Utf8JsonWriter, T> write)
    {
        var size = LargestPage;
        if (call.Query("maxresults") is { } asked && (!int.TryParse(asked, out size) || size is < 1 or > LargestPage))
        {
            return VaultError.BadParameter($"The value for maxresults must be between 1 and {LargestPage}.");
        }

        var after = "";
        if (call.Query("$skiptoken") is { } token && !TryRead(token, out after))
        {
            return VaultError.BadParameter("The value for $skiptoken is invalid.");
        }

        var rest = items.SkipWhile(i => string.CompareOrdinal(key(i), after) <= 0).Take(size + 1).ToList();
        return Reply.Written(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("value");
            foreach (var item in rest.Take(size))
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString(
                "nextLink",
                rest.Count > size
                    ? call.NextLink(Convert.ToHexString(Encoding.UTF8.GetBytes(key(rest[size - 1]))))
                    : null);
            json.WriteEndObject();
        });
    }

    private static bool TryRead(string token, out string after)
    {
        after = "";
        try
        {
            after = Encoding.UTF8.GetString(Convert.FromHexString(token));
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
