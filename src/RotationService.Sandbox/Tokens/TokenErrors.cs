using RotationService.Sandbox.Http;

namespace RotationService.Sandbox.Tokens;

/// <summary>The error answers of the token service, in the format of Entra.</summary>
internal sealed class TokenErrors(TimeProvider clock)
{
    public Reply WrongSecret(Call call, Guid appId) =>
        Of(
            call,
            401,
            "invalid_client",
            7000215,
            $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{appId}'.");

    public Reply UnknownClient(Call call, Guid tenantId, Guid? appId = null) =>
        Of(
            call,
            400,
            "unauthorized_client",
            700016,
            $"Application with identifier '{appId?.ToString() ?? call.Form("client_id")}' was not found in the directory '{tenantId}'.");

    public Reply UnknownTenant(Call call, string tenant) =>
        Of(
            call,
            400,
            "invalid_request",
            90002,
            $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.");

    public Reply Of(Call call, int status, string error, int code, string message)
    {
        var now = clock.GetUtcNow();
        return Reply.Json(status, new
        {
            error,
            error_description =
                $"AADSTS{code}: {message} Trace ID: {call.RequestId} Correlation ID: {call.ClientRequestId} Timestamp: {now:yyyy-MM-dd HH:mm:ss}Z",
            error_codes = new[] { code },
            timestamp = $"{now:yyyy-MM-dd HH:mm:ss}Z",
            trace_id = call.RequestId,
            correlation_id = call.ClientRequestId,
            error_uri = $"https://{TokenService.Host}/error?code={code}",
        });
    }
}
