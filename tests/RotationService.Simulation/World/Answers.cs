using System.Globalization;
using System.Net;
using System.Text;

namespace RotationService.Simulation.World;

/// <summary>What a service answers that cannot, or will not, serve a request.</summary>
internal static class Answers
{
    /// <summary>An error in the form that its host gives it.</summary>
    public static HttpResponseMessage Of(string host, HttpStatusCode status, DateTimeOffset now)
    {
        var code = status switch
        {
            HttpStatusCode.Forbidden => host.StartsWith("graph", StringComparison.Ordinal) ? "Authorization_RequestDenied" : "Forbidden",
            HttpStatusCode.Unauthorized => host.StartsWith("graph", StringComparison.Ordinal) ? "InvalidAuthenticationToken" : "Unauthorized",
            HttpStatusCode.TooManyRequests => "TooManyRequests",
            _ => "ServiceUnavailable",
        };
        var body = host.StartsWith("login", StringComparison.Ordinal)
            ? $$"""{"error":"{{(status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? "unauthorized_client" : "temporarily_unavailable")}}","error_description":"AADSTS90033: Injected.","error_codes":[90033]}"""
            : $$$"""{"error":{"code":"{{{code}}}","message":"Injected.","innerError":{"code":"{{{code}}}"} } }""";
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        response.Headers.Date = now;
        return response;
    }

    /// <summary>What a vault answers a request without a token: where to get one.</summary>
    /// <remarks>
    /// The clients ask once in a whole process, whichever world is the first. The sandbox must not hear of it, which draws a number for each
    /// request: the history of a seed would depend on what ran before it in the same process.
    /// </remarks>
    public static HttpResponseMessage Challenge(Guid tenantId)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("""{"error":{"code":"Unauthorized","message":"AKV10000: Request is missing a Bearer or PoP token."}}""", Encoding.UTF8, "application/json") };
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", $"Bearer authorization=\"https://login.microsoftonline.com/{tenantId}\", resource=\"https://vault.azure.net\"");
        return response;
    }

    /// <summary>A 429.</summary>
    /// <param name="host">Whose.</param>
    /// <param name="form">In which form it says when to come again.</param>
    /// <param name="now">The time.</param>
    /// <param name="until">Until when nothing may be sent; null if it does not say.</param>
    public static HttpResponseMessage Throttled(string host, Outcome form, DateTimeOffset now, out DateTimeOffset? until)
    {
        var response = Of(host, HttpStatusCode.TooManyRequests, now);
        (var text, until) = form switch
        {
            Outcome.ThrottledInteger => ("7", now.AddSeconds(7)),
            Outcome.ThrottledDecimal => ("2.128", now.AddSeconds(2.128)),
            Outcome.ThrottledDate => (now.AddSeconds(31).ToString("r", CultureInfo.InvariantCulture), new DateTimeOffset(now.AddSeconds(31).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero)),
            _ => ((string?)null, (DateTimeOffset?)null),
        };
        if (text is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", text);
        }

        return response;
    }
}
