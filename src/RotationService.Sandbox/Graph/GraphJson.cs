using System.Text.Json;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Graph;

/// <summary>Writes directory objects in the format of Graph.</summary>
internal static class GraphJson
{
    public const string Context = "https://graph.microsoft.com/v1.0/$metadata#";

    /// <summary>Writes the properties of one application or service principal.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="entry">The object.</param>
    /// <param name="asOf">The time of the replica's knowledge.</param>
    /// <param name="select">The requested properties. Null for all.</param>
    public static void WriteEntry(
        Utf8JsonWriter json,
        DirectoryEntry entry,
        DateTimeOffset asOf,
        IReadOnlySet<string>? select)
    {
        var isApplication = entry.EntryKind == EntryKind.Application;
        if (Wants(select, "id"))
        {
            json.WriteString("id", entry.ObjectId);
        }

        if (Wants(select, "deletedDateTime"))
        {
            json.WriteNull("deletedDateTime");
        }

        if (Wants(select, "appId"))
        {
            json.WriteString("appId", entry.AppId);
        }

        if (Wants(select, "createdDateTime"))
        {
            json.WriteString("createdDateTime", $"{entry.CreatedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        }

        if (Wants(select, "displayName"))
        {
            json.WriteString("displayName", entry.DisplayName);
        }

        if (Wants(select, "signInAudience"))
        {
            json.WriteString("signInAudience", entry.SignInAudience);
        }

        if (!isApplication && Wants(select, "accountEnabled"))
        {
            json.WriteBoolean("accountEnabled", !entry.Disabled);
        }

        if (!isApplication && Wants(select, "servicePrincipalType"))
        {
            json.WriteString("servicePrincipalType", "Application");
        }

        WriteCollections(json, entry, asOf, select);
    }

    private static bool Wants(IReadOnlySet<string>? select, string property) =>
        select is null || select.Contains(property);

    private static void WriteCollections(
        Utf8JsonWriter json,
        DirectoryEntry entry,
        DateTimeOffset asOf,
        IReadOnlySet<string>? select)
    {
        if (Wants(select, "tags"))
        {
            WriteTags(json, entry);
        }

        if (Wants(select, "keyCredentials"))
        {
            json.WriteStartArray("keyCredentials");
            json.WriteEndArray();
        }

        if (Wants(select, "passwordCredentials"))
        {
            WriteCredentials(json, entry, asOf);
        }
    }

    private static void WriteTags(Utf8JsonWriter json, DirectoryEntry entry)
    {
        json.WriteStartArray("tags");
        foreach (var tag in entry.Tags)
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
    }

    private static void WriteCredentials(Utf8JsonWriter json, DirectoryEntry entry, DateTimeOffset asOf)
    {
        json.WriteStartArray("passwordCredentials");
        foreach (var credential in entry.Credentials)
        {
            if (credential.IsThere(asOf))
            {
                json.WriteStartObject();
                WriteCredential(json, credential, withSecretText: false);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the properties of one credential. Only the answer to addPassword contains its value.</summary>
    public static void WriteCredential(Utf8JsonWriter json, Credential credential, bool withSecretText)
    {
        json.WriteNull("customKeyIdentifier");
        json.WriteString("displayName", credential.DisplayName);
        GraphTime.Write(json, "endDateTime", credential.EndDateTime, credential.EndDefaulted);
        json.WriteString("hint", credential.SecretText.AsSpan(0, 3));
        json.WriteString("keyId", credential.KeyId);
        json.WriteString("secretText", withSecretText ? credential.SecretText : null);
        GraphTime.Write(json, "startDateTime", credential.StartDateTime, credential.StartDefaulted);
    }

    /// <summary>Writes the owners of an object: the operator's service principal and people.</summary>
    public static void WriteOwners(
        Utf8JsonWriter json,
        string name,
        DirectoryEntry entry,
        DirectoryEntry? operatorPrincipal,
        bool showsUsers)
    {
        json.WriteStartArray(name);
        if (entry.Owned && operatorPrincipal is not null)
        {
            json.WriteStartObject();
            json.WriteString("@odata.type", "#microsoft.graph.servicePrincipal");
            json.WriteString("id", operatorPrincipal.ObjectId);
            json.WriteString("appId", operatorPrincipal.AppId);
            json.WriteString("displayName", operatorPrincipal.DisplayName);
            json.WriteEndObject();
        }

        foreach (var owner in entry.Owners)
        {
            json.WriteStartObject();
            json.WriteString("@odata.type", "#microsoft.graph.user");
            json.WriteString("id", Generator.GuidFor(0, $"user/{owner.ToLowerInvariant()}"));

            // If the caller may not read an object, Graph returns its type and ID and sets the other properties to null
            // (documented).
            json.WriteString("displayName", showsUsers ? owner.Split('@')[0] : null);
            json.WriteString("mail", showsUsers ? owner : null);
            json.WriteString("userPrincipalName", showsUsers ? owner : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
