using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Graph;

/// <summary>Carries out addPassword and removePassword.</summary>
internal sealed class PasswordWrites(SandboxState state, TimeProvider clock)
{
    public const string ConcurrencyMessage =
        "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.";

    /// <summary>
    /// The approximate maximum number of items in all collections of one object together (documented).
    /// </summary>
    private const int MostItems = 1000;

    public Reply Add(Call call, DirectoryEntry entry)
    {
        if (call.Body.IsEmpty)
        {
            return Error(call, 400, "BadRequest", "Empty Payload. JSON content expected.");
        }

        if (call.Json<AddBody>() is not { } body)
        {
            return Error(
                call,
                400,
                "Request_BadRequest",
                "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        }

        var asked = body.PasswordCredential ?? new PasswordBody();

        // Graph refuses a keyId (seen in the field). That it also refuses a secretText is an assumption.
        if (asked.KeyId is not null || asked.SecretText is not null)
        {
            return Error(
                call,
                400,
                "Request_BadRequest",
                "New password credentials must not contain a keyId or a secretText: both are generated.");
        }

        var now = clock.GetUtcNow();
        if (!TryTime(asked.StartDateTime, out var start) || !TryTime(asked.EndDateTime, out var end))
        {
            return Error(
                call,
                400,
                "Request_BadRequest",
                "Cannot convert a value to the expected type 'Edm.DateTimeOffset'.");
        }

        // The default is two years. The API itself has no longest lifetime (documented).
        var starts = start ?? now;
        var ends = end ?? starts.AddYears(Math.Min(2, DateTime.MaxValue.Year - starts.Year));
        if (ends <= starts)
        {
            return Error(call, 400, "Request_BadRequest", "Credential end date must be later than its start date.");
        }

        var refused = TooClose(call, entry, now)
            ?? ForbiddenByPolicy(call, entry, ends - starts)
            ?? NoRoom(call, entry, now);
        if (refused is not null)
        {
            return refused;
        }

        var credential = state.Issue(entry, asked.DisplayName, starts, ends, now, start is null, end is null);
        entry.LastWriteAt = now;
        state.Touch(entry);
        return Added(credential);
    }

    public Reply Remove(Call call, Caller caller, DirectoryEntry entry, DateTimeOffset asOf)
    {
        if (!Guid.TryParse(call.Json<RemoveBody>()?.KeyId, out var keyId))
        {
            return Error(call, 400, "Request_BadRequest", "A keyId is required.");
        }

        var now = clock.GetUtcNow();
        if (TooClose(call, entry, now) is { } refused)
        {
            return refused;
        }

        // The answer is the same for a credential that is removed and for one that this replica does not know yet.
        // Clients document the status and the message. The code is an assumption.
        if (entry.Credentials.FirstOrDefault(c =>
            c.KeyId == keyId && c.IsThere(asOf) && c.IsThere(now)) is not { } credential)
        {
            return Error(call, 400, "Request_BadRequest", $"No password credential found with keyId {keyId}.");
        }

        credential.RemovedAt = now;
        credential.RemovedBy = caller.AppId.ToString();
        entry.LastWriteAt = now;
        state.Touch(entry);
        return Reply.Empty(204);
    }

    /// <summary>
    /// Refuses a write that follows another write to the same object too soon. Graph answers 409 today and answered 503
    /// some years ago, with the same code (seen in the field).
    /// </summary>
    private Reply? TooClose(Call call, DirectoryEntry entry, DateTimeOffset now)
    {
        var spacing = state.Settings.WriteSpacing;
        return spacing > TimeSpan.Zero && now - entry.LastWriteAt < spacing
            ? Error(call, state.Generator.Coin() ? 409 : 503, "Directory_ConcurrencyViolation", ConcurrencyMessage)
            : null;
    }

    /// <summary>
    /// Applies the policy of the application, or else the policy of the tenant (documented). That a lifetime is counted
    /// from start to end is an assumption.
    /// </summary>
    private Reply? ForbiddenByPolicy(Call call, DirectoryEntry entry, TimeSpan lifetime)
    {
        var policy = entry.Policy ?? state.Settings.Policy;
        if (policy is { IsEnabled: true, PasswordAddition: true })
        {
            return Error(
                call,
                400,
                "CredentialTypeNotAllowedAsPerAppPolicy",
                "Credential type not allowed as per assigned policy.");
        }

        return policy is { IsEnabled: true, PasswordLifetime: { } longest } && lifetime > XmlConvert.ToTimeSpan(longest)
            ? Error(
                call,
                400,
                "CredentialInvalidLifetimeAsPerAppPolicy",
                "Credential lifetime exceeds the max value allowed as per assigned policy.")
            : null;
    }

    private Reply? NoRoom(Call call, DirectoryEntry entry, DateTimeOffset now)
    {
        var live = entry.LiveCredentials(now).Count();

        // An application that accepts personal accounts can have two secrets (documented). The code is an assumption.
        if (entry is { EntryKind: EntryKind.Application, IsPersonal: true } && live >= 2)
        {
            return Error(call, 400, "Request_BadRequest", "You can only add a maximum of 2 encrypted credentials.");
        }

        return live + entry.Tags.Count >= MostItems
            ? Error(
                call,
                403,
                "Directory_ResourceSizeExceeded",
                "The size of the object has exceeded its limit. Please reduce the number of values and retry your request.")
            : null;
    }

    private static Reply Added(Credential credential) => Reply.Written(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{GraphJson.Context}microsoft.graph.passwordCredential");
        GraphJson.WriteCredential(json, credential, withSecretText: true);
        json.WriteEndObject();
    });

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null)
        {
            return true;
        }

        var readable = DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var value);
        time = value;
        return readable;
    }

    private Reply Error(Call call, int status, string code, string message) =>
        GraphError.Of(call, clock.GetUtcNow(), status, code, message);

    private sealed record AddBody(PasswordBody? PasswordCredential);

    private sealed record PasswordBody(
        string? DisplayName = null,
        string? StartDateTime = null,
        string? EndDateTime = null,
        JsonNode? KeyId = null,
        JsonNode? SecretText = null);

    private sealed record RemoveBody(string? KeyId);
}
