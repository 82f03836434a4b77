using System.Text.Json;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Graph;

/// <summary>Reads app management policies (documented formats).</summary>
internal sealed class PolicyReads(SandboxState state)
{
    public Reply Default() => Reply.Written(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{GraphJson.Context}policies/defaultAppManagementPolicy/$entity");
        json.WriteString("id", Guid.Empty);
        json.WriteString("displayName", "Default app management tenant policy");
        json.WriteString(
            "description",
            "Default tenant policy that enforces app management restrictions on applications and service principals.");
        json.WriteBoolean("isEnabled", state.Settings.Policy.IsEnabled);
        WriteRestrictions(json, "applicationRestrictions", state.Settings.Policy);
        WriteRestrictions(json, "servicePrincipalRestrictions", state.Settings.Policy);
        json.WriteEndObject();
    });

    /// <summary>
    /// Returns the policies that are assigned to applications and service principals. The sandbox has one policy for
    /// each object.
    /// </summary>
    public Reply Custom(Guid tenantId) => List(state
        .List(tenantId, EntryKind.Application)
        .Concat(state.List(tenantId, EntryKind.ServicePrincipal))
        .Where(e => e.Policy is not null));

    public static Reply AssignedTo(DirectoryEntry entry) => List(entry.Policy is null ? [] : [entry]);

    private static Reply List(IEnumerable<DirectoryEntry> assigned) => Reply.Written(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{GraphJson.Context}policies/appManagementPolicies");
        json.WriteStartArray("value");
        foreach (var entry in assigned)
        {
            json.WriteStartObject();
            json.WriteString("id", Generator.GuidFor(0, $"policy/{entry.ObjectId}"));
            json.WriteString("displayName", $"Policy for {entry.DisplayName}");
            json.WriteString("description", "");
            json.WriteBoolean("isEnabled", entry.Policy?.IsEnabled ?? false);
            WriteRestrictions(json, "restrictions", entry.Policy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteRestrictions(Utf8JsonWriter json, string name, AppManagementPolicy? policy)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("passwordCredentials");
        if (policy is { PasswordAddition: true })
        {
            WriteRestriction(json, "passwordAddition", null);
        }

        if (policy?.PasswordLifetime is { } lifetime)
        {
            WriteRestriction(json, "passwordLifetime", lifetime);
        }

        json.WriteEndArray();
        json.WriteStartArray("keyCredentials");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRestriction(Utf8JsonWriter json, string type, string? maxLifetime)
    {
        json.WriteStartObject();
        json.WriteString("restrictionType", type);
        json.WriteString("state", "enabled");
        json.WriteString("maxLifetime", maxLifetime);
        json.WriteNull("restrictForAppsCreatedAfterDateTime");
        json.WriteEndObject();
    }
}
