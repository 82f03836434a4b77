using System.Text.Json;
using RotationService.Core.Credentials;

namespace RotationService.Azure.Graph;

/// <summary>Reads an application or a service principal from Graph's JSON.</summary>
internal static class ApplicationJson
{
    /// <summary>
    /// The properties to select. <c>keyCredentials</c> is not among them because selecting it is limited to 150
    /// requests a minute for the whole tenant.
    /// </summary>
    public static readonly string[] Select = ["id", "appId", "displayName", "signInAudience", "passwordCredentials"];

    /// <summary>The properties of <see cref="Select"/>, and the tags.</summary>
    public static readonly string[] SelectWithTags = [.. Select, "tags"];

    /// <summary>The properties of the owners to expand.</summary>
    public static readonly string[] ExpandOwners = ["owners($select=id,userPrincipalName)"];

    /// <summary>The longest text, in bytes, that is pooled. No tag, owner or audience is longer.</summary>
    private const int LongestRecurring = 256;

    private const string NoUnicode = "\uFFFD";

    /// <summary>
    /// Reads an application. Adds nothing if Graph left out an id, because nothing can be done without it.
    /// </summary>
    public static void Read(ref Utf8JsonReader json, List<DirectoryApplication> found)
    {
        Guid? appId = null;
        Guid? objectId = null;
        string? displayName = null;
        string? signInAudience = null;
        var credentials = CredentialJson.None;
        IReadOnlyList<string>? tags = null;
        IReadOnlyList<string>? owners = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Enters(ref json, "id"u8))
            {
                objectId = Id(ref json);
            }
            else if (Enters(ref json, "appId"u8))
            {
                appId = Id(ref json);
            }
            else if (Enters(ref json, "displayName"u8))
            {
                displayName = Text(ref json);
            }
            else if (Enters(ref json, "signInAudience"u8))
            {
                signInAudience = RecurringTextOf(ref json);
            }
            else if (Enters(ref json, "passwordCredentials"u8))
            {
                credentials = CredentialJson.Read(ref json);
            }
            else if (Enters(ref json, "tags"u8))
            {
                tags = ReadTags(ref json);
            }
            else if (Enters(ref json, "owners"u8))
            {
                owners = ReadOwners(ref json);
            }
            else
            {
                json.TrySkip();
            }
        }

        if (appId is { } client && objectId is { } key)
        {
            var application = new DirectoryApplication(
                client,
                key,
                displayName ?? "",
                signInAudience,
                credentials.Credentials)
            { Unreadable = credentials.Unreadable };
            found.Add(tags is null && owners is null
                ? application
                : application with { Tags = tags ?? [], Owners = owners ?? [] });
        }
    }

    /// <summary>Reads a service principal in the same way.</summary>
    public static void ReadServicePrincipal(ref Utf8JsonReader json, List<DirectoryApplication> found)
    {
        var before = found.Count;
        Read(ref json, found);
        if (found.Count > before)
        {
            found[^1] = found[^1] with { Kind = DirectoryKind.ServicePrincipal };
        }
    }

    /// <summary>The method that reads an object of this kind.</summary>
    public static ReadObject<DirectoryApplication> Reader(DirectoryKind kind) =>
        kind is DirectoryKind.ServicePrincipal ? ReadServicePrincipal : Read;

    /// <summary>Reads only the object's id and skips its other members.</summary>
    public static void ReadId(ref Utf8JsonReader json, List<Guid> found)
    {
        Guid? objectId = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Enters(ref json, "id"u8))
            {
                objectId = Id(ref json);
            }
            else
            {
                json.TrySkip();
            }
        }

        if (objectId is { } id)
        {
            found.Add(id);
        }
    }

    private static IReadOnlyList<string>? ReadTags(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.TrySkip();
            return null;
        }

        List<string>? tags = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (RecurringTextOf(ref json) is { } tag)
            {
                (tags ??= []).Add(tag);
            }
        }

        return tags is null ? null : RecurringText.Of(tags.ToArray());
    }

    // An owner is identified by its id and, if it is a user whose name the identity may read, also by that name.
    private static IReadOnlyList<string>? ReadOwners(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.TrySkip();
            return null;
        }

        List<string>? owners = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.TrySkip();
                continue;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (!Enters(ref json, "id"u8) && !Enters(ref json, "userPrincipalName"u8))
                {
                    json.TrySkip();
                }
                else if (RecurringTextOf(ref json) is { } known)
                {
                    (owners ??= []).Add(known);
                }
            }
        }

        return owners is null ? null : RecurringText.Of(owners.ToArray());
    }

    /// <summary>Moves to the value if the reader stands at the member of this name.</summary>
    internal static bool Enters(ref Utf8JsonReader json, ReadOnlySpan<byte> name) =>
        json.ValueTextEquals(name) && json.Read();

    /// <summary>
    /// The value if it is a string, else null. A string that is not valid Unicode becomes one replacement character.
    /// </summary>
    internal static string? Text(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            json.TrySkip();
            return null;
        }

        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return NoUnicode;
        }
    }

    // Does the same for values that many applications share, and keeps one copy of each.
    private static string? RecurringTextOf(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String || json.ValueSpan.Length > LongestRecurring)
        {
            return Text(ref json);
        }

        Span<char> text = stackalloc char[json.ValueSpan.Length];
        try
        {
            return RecurringText.Of(text[..json.CopyString(text)]);
        }
        catch (InvalidOperationException)
        {
            return NoUnicode;
        }
    }

    private static Guid? Id(ref Utf8JsonReader json) => Guid.TryParse(Text(ref json), out var id) ? id : null;
}
