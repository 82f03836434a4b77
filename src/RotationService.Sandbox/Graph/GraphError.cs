using RotationService.Sandbox.Http;

namespace RotationService.Sandbox.Graph;

/// <summary>Writes errors in the error format of Graph (seen in the field).</summary>
internal static class GraphError
{
    public static Reply Of(
        Call call,
        DateTimeOffset now,
        int status,
        string code,
        string message) => Reply.Written(status, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteStartObject("innerError");
        json.WriteString("date", $"{now:yyyy-MM-ddTHH:mm:ss}");
        json.WriteString("request-id", call.RequestId);
        json.WriteString("client-request-id", call.ClientRequestId);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
