using RotationService.Core.Credentials;
using RotationService.Core.Discovery;
using RotationService.Core.Display;

namespace RotationService.Output;

/// <summary>
/// Writes the result of `discover` as comma-separated values (RFC 4180): one row per credential, and one row for an
/// application without credentials.
/// </summary>
internal static class InventoryRows
{
    /// <summary>Writes the header and the rows.</summary>
    public static void Write(TextWriter writer, Inventory inventory)
    {
        Row(
            writer,
            "displayName",
            "appId",
            "objectId",
            "policy",
            "urgency",
            "firstEnd",
            "lastEnd",
            "keyId",
            "credentialName",
            "startDateTime",
            "endDateTime",
            "origin",
            "advice",
            "kind",
            "tenantId");
        foreach (var found in inventory.Applications)
        {
            foreach (var credential in found.Credentials.DefaultIfEmpty())
            {
                Row(
                    writer,
                    found.Application.DisplayName,
                    found.Application.AppId.ToString("D"),
                    found.Application.ObjectId.ToString("D"),
                    string.Join(' ', found.Policies),
                    found.Urgency.ToString(),
                    Text(found.FirstEnd),
                    Text(found.LastEnd),
                    credential?.Credential.KeyId.ToString("D"),
                    credential?.Credential.DisplayName,
                    Text(credential?.Credential.StartDateTime),
                    credential?.Credential.EndDateTime == DateTimeOffset.MaxValue
                        ? null
                        : Text(credential?.Credential.EndDateTime),
                    credential?.Origin.ToString(),
                    found.Advice,
                    found.Application.Kind.Word(),
                    found.Application.TenantId?.ToString("D"));
            }
        }
    }

    private static void Row(TextWriter writer, params ReadOnlySpan<string?> fields)
    {
        for (var index = 0; index < fields.Length; index++)
        {
            writer.Write(index == 0 ? "" : ",");
            writer.Write(Field(fields[index] ?? ""));
        }

        writer.Write("\r\n");
    }

    // Spreadsheets treat a text that begins like a formula as one, and anybody may choose the name of an application.
    private static string Field(string text)
    {
        var visible = VisibleText.Of(text);
        var safe = visible is ['=' or '+' or '-' or '@', ..] ? $"'{visible}" : visible;
        return safe.AsSpan().IndexOfAny(",\"") >= 0
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }

    private static string? Text(DateTimeOffset? at) => at is { } time ? TimeText.Rfc3339(time) : null;
}
