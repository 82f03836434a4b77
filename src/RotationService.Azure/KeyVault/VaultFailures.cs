using System.Text.Json;
using Azure;
using Azure.Security.KeyVault.Secrets;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Ports;

namespace RotationService.Azure.KeyVault;

/// <summary>Turns the exceptions of the Key Vault SDK into failures.</summary>
internal static class VaultFailures
{
    public const string SecretDisabled = "SecretDisabled";

    public static CallFailure Judge(Exception exception, Uri vault, DateTimeOffset now)
    {
        if (ExchangeException.In(exception) is { } known)
        {
            return known.Failure;
        }

        // Without an answer the message names only the type of the exception, because the message of a parser may quote
        // what it parsed. The message of a RequestFailedException is not used either, because it holds the whole body.
        if (exception is not RequestFailedException failed || failed.GetRawResponse() is not { } response)
        {
            return exception is InvalidOperationException
                && exception.Message.Contains(
                    nameof(SecretClientOptions.DisableChallengeResourceVerification),
                    StringComparison.Ordinal)
                    ? new CallFailure(
                        CallFailureKind.Rejected,
                        $"{vault.Host} is not the expected key vault: it asks for a token for another resource. No token was sent to it.")
                    : new CallFailure(
                        CallFailureKind.Ambiguous,
                        $"The answer of {vault.Host} could not be read ({exception.GetType().Name}).");
        }

        var (code, message) = Read(response);
        return new CallFailure(Statuses.KindOf(failed.Status), Describe(vault, failed.Status, code, message))
        {
            Code = code,
            RetryAfter = RetryAfter.Parse(
                response.Headers.TryGetValue(RetryAfter.Header, out var value) ? value : null,
                response.Headers.Date,
                now),
            RequestId = RequestId(response),
        };
    }

    public static string? RequestId(Response response) =>
        response.Headers.TryGetValue("x-ms-request-id", out var id) ? ErrorText.Short(id) : null;

    private static string Describe(Uri vault, int status, string? code, string message)
    {
        var words = message.Length > 0 ? message : "no explanation";
        return ErrorText.With($"{vault.Host} answered {status}{(code is null ? "" : $" {code}")}: {words}", code switch
        {
            "ForbiddenByFirewall" => "Allow the service's network address in the vault's firewall.",
            "ForbiddenByRbac" =>
                "Grant the service's identity the role Key Vault Secrets Officer on the vault. A grant takes a few minutes to apply.",
            "AccessDenied" =>
                "Grant the service's identity get, list and set on secrets in the vault's access policy, or the role Key Vault Secrets Officer.",
            "ObjectIsDeletedButRecoverable" => "Recover the deleted secret, or purge it, or use another name.",
            "ObjectIsBeingDeleted" =>
                "The secret is being deleted: wait, then recover or purge it, or use another name.",
            _ when status == 401 =>
                "The vault did not accept the service's token: check that the vault is in the tenant of the service's identity, and check the local clock.",
            _ when status == 403 && code != SecretDisabled =>
                "Check the vault's firewall and the role of the service's identity on it (Key Vault Secrets Officer).",
            _ => null,
        });
    }

    /// <summary>The innermost error code, which is the most specific one, and the message.</summary>
    private static (string? Code, string Message) Read(Response response)
    {
        try
        {
            using var json = JsonDocument.Parse(response.Content);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && Member(json.RootElement, "error") is { ValueKind: JsonValueKind.Object } error
                    ? (InnermostCode(error), ErrorText.Tidy(Text(error, "message")))
                    : (null, "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body is empty or not JSON. The status is enough.
            return (null, "");
        }
    }

    private static string? InnermostCode(JsonElement error) =>
        (Member(error, "innererror") is { ValueKind: JsonValueKind.Object } inner ? InnermostCode(inner) : null)
        ?? (Text(error, "code") is { } code ? ErrorText.Short(code) : null);

    private static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value : null;
}
