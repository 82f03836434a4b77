using System.Text.Json;
using RotationService.Core.Credentials;
using RotationService.Core.Discovery;

namespace RotationService.Output;

/// <summary>Writes the result of `discover` as a JSON document.</summary>
internal static class InventoryDocument
{
    /// <summary>Returns the document.</summary>
    /// <param name="inventory">The applications to include.</param>
    /// <param name="calls">The number of requests that the listing took.</param>
    /// <param name="message">Why nothing could be listed. Null, the default, if it could.</param>
    public static string Write(Inventory inventory, CallTotals calls, string? message = null) =>
        ResultDocument.Document(json =>
        {
            json.WriteStartArray("applications");
            foreach (var found in inventory.Applications)
            {
                WriteApplication(json, found);
            }

            json.WriteEndArray();
            ResultDocument.WriteUnlisted(json, inventory.Unlisted);
            WriteSummary(json, inventory);
            ResultDocument.WriteCalls(json, calls);
            if (message is not null)
            {
                json.WriteString("message", message);
            }

            json.WriteString("at", TimeText.Rfc3339(inventory.At));
        });

    private static void WriteApplication(Utf8JsonWriter json, DiscoveredApplication found)
    {
        json.WriteStartObject();
        json.WriteStartObject("application");
        json.WriteString("appId", found.Application.AppId);
        json.WriteString("kind", found.Application.Kind.Word());
        json.WriteString("objectId", found.Application.ObjectId);
        json.WriteString("tenantId", found.Application.TenantId?.ToString("D"));
        json.WriteString("displayName", found.Application.DisplayName);
        json.WriteEndObject();
        json.WriteStartArray("policies");
        foreach (var policy in found.Policies)
        {
            json.WriteStringValue(policy);
        }

        json.WriteEndArray();
        json.WriteString("urgency", found.Urgency.ToString());
        json.WriteString("firstEnd", Text(found.FirstEnd));
        json.WriteString("lastEnd", Text(found.LastEnd));
        WriteCredentials(json, found);
        json.WriteString("advice", found.Advice);
        json.WriteEndObject();
    }

    private static void WriteCredentials(Utf8JsonWriter json, DiscoveredApplication found)
    {
        json.WriteStartArray("credentials");
        foreach (var (credential, origin) in found.Credentials)
        {
            json.WriteStartObject();
            json.WriteString("keyId", credential.KeyId);
            json.WriteString("displayName", credential.DisplayName);
            json.WriteString("startDateTime", TimeText.Rfc3339(credential.StartDateTime));
            json.WriteString(
                "endDateTime",
                credential.EndDateTime == DateTimeOffset.MaxValue
                    ? null
                    : TimeText.Rfc3339(credential.EndDateTime));
            json.WriteString("origin", origin.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSummary(Utf8JsonWriter json, Inventory inventory)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("applications", inventory.Applications.Count);
        json.WriteNumber("covered", inventory.Applications.Count(found => found.Policies.Count > 0));
        foreach (var urgency in Enum.GetValues<Urgency>())
        {
            json.WriteNumber(
                char.ToLowerInvariant(urgency.ToString()[0]) + urgency.ToString()[1..],
                inventory.Applications.Count(found => found.Urgency == urgency));
        }

        json.WriteEndObject();
    }

    private static string? Text(DateTimeOffset? at) => at is { } time ? TimeText.Rfc3339(time) : null;
}
