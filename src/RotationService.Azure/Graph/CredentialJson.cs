using System.Text.Json;
using RotationService.Core.Credentials;

namespace RotationService.Azure.Graph;

/// <summary>Reads the password credentials of an application or a service principal from Graph's JSON.</summary>
/// <param name="Credentials">
/// The credentials that can be read. A credential without a keyId, its only handle, is left out.
/// </param>
/// <param name="Unreadable">What cannot be read in the others. Null if everything can be read.</param>
internal sealed record CredentialJson(Credential[] Credentials, string? Unreadable)
{
    /// <summary>An empty list.</summary>
    public static readonly CredentialJson None = new([], Unreadable: null);

    /// <summary>Reads the list at whose beginning the reader stands, up to its end.</summary>
    public static CredentialJson Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.TrySkip();
            return None;
        }

        List<Credential>? credentials = null;
        string? unreadable = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.TrySkip();
            }
            else
            {
                unreadable = ReadOne(ref json, credentials ??= []) ?? unreadable;
            }
        }

        return credentials is null
            ? None with { Unreadable = unreadable }
            : new CredentialJson([.. credentials], unreadable);
    }

    // An unreadable end is reported. Read as "no end", it would let a credential expire unnoticed; read as a past end,
    // it would have the credential removed.
    private static string? ReadOne(ref Utf8JsonReader json, List<Credential> credentials)
    {
        Guid? keyId = null;
        string? displayName = null;
        string? hint = null;
        DateTimeOffset? start = null;
        DateTimeOffset? end = null;
        string? unreadable = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (ApplicationJson.Enters(ref json, "keyId"u8))
            {
                keyId = Id(ref json, ref unreadable);
            }
            else if (ApplicationJson.Enters(ref json, "displayName"u8))
            {
                displayName = ApplicationJson.Text(ref json);
            }
            else if (ApplicationJson.Enters(ref json, "startDateTime"u8))
            {
                start = Time(ref json, "startDateTime", ref unreadable);
            }
            else if (ApplicationJson.Enters(ref json, "endDateTime"u8))
            {
                end = Time(ref json, "endDateTime", ref unreadable);
            }
            else if (ApplicationJson.Enters(ref json, "hint"u8))
            {
                hint = ApplicationJson.Text(ref json);
            }
            else
            {
                json.TrySkip();
            }
        }

        if (keyId is { } key && unreadable is null)
        {
            var credential = new Credential(
                key,
                displayName,
                start ?? DateTimeOffset.MinValue,
                end ?? DateTimeOffset.MaxValue,
                hint);
            if (credentials.Find(other => other.KeyId == key) is not { } twin)
            {
                credentials.Add(credential);
            }
            else if (twin != credential)
            {
                return $"there are two different credentials with the keyId {key}";
            }
        }

        return unreadable;
    }

    private static Guid? Id(ref Utf8JsonReader json, ref string? unreadable)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType == JsonTokenType.String && json.TryGetGuid(out var id))
        {
            return id;
        }

        json.TrySkip();
        unreadable = "the keyId of a credential is not a GUID";
        return null;
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader json, string name, ref string? unreadable)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var time))
        {
            return time;
        }

        json.TrySkip();
        unreadable = $"the {name} of a credential is not a time";
        return null;
    }
}
