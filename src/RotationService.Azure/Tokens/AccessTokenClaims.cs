using System.Buffers.Text;
using System.Text.Json;

namespace RotationService.Azure.Tokens;

/// <summary>
/// The claims of one of the service's own access tokens. They are not verified: they only save a call that would be
/// refused, and grant nothing.
/// </summary>
/// <param name="TenantId"><c>tid</c>, the tenant of the token.</param>
/// <param name="ObjectId"><c>oid</c>. For an application, the object id of its service principal.</param>
/// <param name="Roles"><c>roles</c>, the application permissions.</param>
/// <param name="IsDelegated">Whether the token acts for a user (<c>scp</c>), whose rights it does not list.</param>
internal sealed record AccessTokenClaims(Guid? TenantId, Guid? ObjectId, IReadOnlyList<string> Roles, bool IsDelegated)
{
    /// <summary>Reads a token. Null if the token is opaque.</summary>
    public static AccessTokenClaims? TryRead(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? new AccessTokenClaims(
                    Id(root, "tid"),
                    Id(root, "oid"),
                    Strings(root, "roles"),
                    root.TryGetProperty("scp", out _))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static Guid? Id(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.TryGetGuid(out var id)
            ? id
            : null;

    private static IReadOnlyList<string> Strings(JsonElement json, string name) =>
        json.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)]
            : [];
}
