using System.Text;
using System.Text.Json;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Reporting;

namespace RotationService.Output;

/// <summary>Writes the JSON document that all commands about applications print.</summary>
internal static class ResultDocument
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JsonText.Encoder };

    /// <summary>Returns the document.</summary>
    /// <param name="report">The report of a sweep.</param>
    /// <param name="calls">The number of requests that the sweep took.</param>
    public static string Write(SweepReport report, CallTotals calls) => Document(json =>
    {
        json.WriteStartArray("applications");
        foreach (var application in report.Applications)
        {
            WriteApplication(json, application);
        }

        json.WriteEndArray();
        json.WriteStartArray("unmatched");
        foreach (var application in report.Unmatched)
        {
            json.WriteStartObject();
            json.WriteString("appId", application.AppId);
            json.WriteString("kind", application.Kind.Word());
            json.WriteString("objectId", application.ObjectId);
            WriteText(json, "tenantId", application.TenantId?.ToString("D"));
            json.WriteString("displayName", application.DisplayName);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteUnlisted(json, report.Unlisted);
        WritePolicies(json, report.Policies);
        WriteService(json, report.Service);
        var summary = SweepSummary.Of(report);
        json.WriteStartObject("summary");
        json.WriteNumber("managed", summary.Managed);
        json.WriteNumber("rotated", summary.Rotated);
        json.WriteNumber("retired", summary.Retired);
        json.WriteNumber("pending", summary.Pending);
        json.WriteNumber("failed", summary.Failed);
        json.WriteNumber("attention", summary.Attention);
        json.WriteEndObject();
        WriteCalls(json, calls);
        if (report.DirectoryFailure?.Message is { } message)
        {
            json.WriteString("message", message);
        }

        json.WriteString("startedAt", TimeText.Rfc3339(report.StartedAt));
        json.WriteString("finishedAt", TimeText.Rfc3339(report.FinishedAt));
    });

    /// <summary>Writes the number of requests, as every result contains it.</summary>
    public static void WriteCalls(Utf8JsonWriter json, CallTotals calls)
    {
        json.WriteStartObject("calls");
        json.WriteNumber("graph", calls.Graph);
        json.WriteNumber("vault", calls.Vault);
        json.WriteNumber("token", calls.Token);
        json.WriteEndObject();
    }

    /// <summary>Writes the tenants that could not be listed. The array is empty if all could.</summary>
    public static void WriteUnlisted(Utf8JsonWriter json, IReadOnlyList<UnlistedTenant> unlisted)
    {
        json.WriteStartArray("unlisted");
        foreach (var tenant in unlisted)
        {
            json.WriteStartObject();
            WriteText(json, "tenantId", tenant.TenantId?.ToString("D"));
            json.WriteString("kind", tenant.Kind.Word());
            json.WriteString("message", tenant.Failure.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Writes the conditions that concern a policy and no single application.
    private static void WritePolicies(Utf8JsonWriter json, IReadOnlyList<PolicyReport> policies)
    {
        json.WriteStartArray("policies");
        foreach (var policy in policies)
        {
            json.WriteStartObject();
            json.WriteString("policy", policy.Policy.Name);
            json.WriteString("condition", policy.Condition.ToString());
            json.WriteString("reason", policy.Reason.ToString());
            json.WriteString("message", policy.Message);
            json.WriteBoolean("needsHuman", policy.NeedsHuman);
            json.WriteNumber("count", policy.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Writes the conditions that concern neither an application nor a policy.
    private static void WriteService(Utf8JsonWriter json, IReadOnlyList<ServiceReport> service)
    {
        json.WriteStartArray("service");
        foreach (var report in service)
        {
            json.WriteStartObject();
            json.WriteString("condition", report.Condition.ToString());
            json.WriteString("reason", report.Reason.ToString());
            json.WriteString("message", report.Message);
            json.WriteBoolean("needsHuman", report.NeedsHuman);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Returns an indented JSON object, the format of every result.</summary>
    public static string Document(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(JsonText.Escape(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    private static void WriteApplication(Utf8JsonWriter json, ApplicationReport report)
    {
        json.WriteStartObject();
        json.WriteStartObject("application");
        WriteText(json, "appId", (report.Application?.AppId ?? report.Policy.Application.AppId)?.ToString("D"));
        json.WriteString("kind", report.Policy.Application.Kind.Word());
        WriteText(json, "objectId", report.Application?.ObjectId.ToString("D"));
        WriteText(
            json,
            "tenantId",
            (report.Application?.TenantId ?? report.Policy.Application.TenantId)?.ToString("D"));
        WriteText(json, "displayName", report.Application?.DisplayName ?? report.Policy.Application.DisplayName);
        json.WriteEndObject();
        json.WriteString("policy", report.Policy.Name);
        json.WriteString("secret", report.Policy.Secret);
        json.WriteStartArray("vaults");
        foreach (var vault in report.Policy.Vaults)
        {
            json.WriteStringValue(vault.GetLeftPart(UriPartial.Authority));
        }

        json.WriteEndArray();
        json.WriteStartArray("vaultStates");
        foreach (var vault in report.Vaults)
        {
            json.WriteStartObject();
            json.WriteString("vault", vault.Vault.GetLeftPart(UriPartial.Authority));
            json.WriteString("state", vault.State.ToString());
            WriteText(json, "keyId", vault.KeyId?.ToString("D"));
            WriteText(json, "version", vault.Version);
            WriteText(json, "message", vault.Failure);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("condition", report.Condition.ToString());
        json.WriteString("reason", report.Reason.ToString());
        json.WriteString("message", Advice.MessageOf(report));
        json.WriteBoolean("needsHuman", report.NeedsHuman);
        WriteCredentials(json, report.Credentials);
        json.WriteString("nextAction", report.NextAction.ToString());
        WriteText(json, "nextActionAt", report.NextActionAt is { } at ? TimeText.Rfc3339(at) : null);
        json.WriteStartArray("steps");
        foreach (var step in report.Steps)
        {
            json.WriteStartObject();
            json.WriteString("step", step.Step.ToString());
            WriteText(json, "keyId", step.KeyId?.ToString("D"));
            json.WriteString("outcome", step.Outcome.ToString());
            json.WriteString("reason", step.Reason.ToString());
            json.WriteString("at", TimeText.Rfc3339(step.At));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCredentials(Utf8JsonWriter json, IReadOnlyList<StagedCredential> credentials)
    {
        json.WritePropertyName("current");
        if (credentials.FirstOrDefault(credential => credential.Stage == Stage.Current) is { } current)
        {
            WriteCredential(json, current);
        }
        else
        {
            json.WriteNullValue();
        }

        WriteList(json, "previous", credentials, Stage.Previous, Stage.Unaccounted);
        WriteList(json, "pending", credentials, Stage.Pending, Stage.Orphan);
        WriteList(json, "foreign", credentials, Stage.Foreign);
        WriteList(json, "elsewhere", credentials, Stage.Elsewhere);
    }

    private static void WriteList(
        Utf8JsonWriter json,
        string name,
        IReadOnlyList<StagedCredential> credentials,
        params Stage[] stages)
    {
        json.WriteStartArray(name);
        foreach (var credential in credentials.Where(credential => stages.Contains(credential.Stage)))
        {
            WriteCredential(json, credential);
        }

        json.WriteEndArray();
    }

    private static void WriteCredential(Utf8JsonWriter json, StagedCredential staged)
    {
        var credential = staged.Credential;
        json.WriteStartObject();
        json.WriteString("keyId", credential.KeyId);
        WriteText(json, "displayName", credential.DisplayName);
        json.WriteString("startDateTime", TimeText.Rfc3339(credential.StartDateTime));
        WriteText(
            json,
            "endDateTime",
            credential.EndDateTime == DateTimeOffset.MaxValue ? null : TimeText.Rfc3339(credential.EndDateTime));
        json.WriteString("stage", staged.Stage.ToString());
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
