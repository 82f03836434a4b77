using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware.Options;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>The IDs by which Microsoft can find a request in its own logs.</summary>
internal static class RequestTrace
{
    /// <summary>Adds a client request ID to a request, and keeps the headers of its answer.</summary>
    public static HeadersInspectionHandlerOption Add(RequestInformation request, Guid clientRequestId)
    {
        var answer = new HeadersInspectionHandlerOption { InspectResponseHeaders = true };
        request.Headers.Add("client-request-id", clientRequestId.ToString("D"));
        request.AddRequestOptions([answer]);
        return answer;
    }

    /// <summary>The request ID that Graph returned. Null if it returned none.</summary>
    public static string? IdOf(HeadersInspectionHandlerOption answer) =>
        GraphFailures.Header(answer.ResponseHeaders, GraphFailures.RequestIdHeader);

    /// <summary>The failure of a call whose answer lacks what is needed.</summary>
    public static CallFailure Unreadable(string what, HeadersInspectionHandlerOption answer) =>
        new(CallFailureKind.Ambiguous, $"Graph's answer could not be used: {what}.") { RequestId = IdOf(answer) };
}
