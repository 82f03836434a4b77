using System.Net;
using System.Text;

namespace RotationService.Tests.Azure.Wires;

/// <summary>The far end of every connection: the token endpoint and Key Vault's challenge answer of themselves, the rest as the test says.</summary>
internal sealed class Wire : HttpMessageHandler
{
    public const string Tenant = "11111111-2222-3333-4444-555555555555";

    private readonly Lock _lock = new();
    private readonly List<SentRequest> _sent = [];

    /// <summary>Answers what is not answered by itself.</summary>
    public Func<SentRequest, HttpResponseMessage> Answer { get; set; } = _ => throw new InvalidOperationException("Nothing was expected on the wire.");

    /// <summary>Answers requests for tokens; null: a token.</summary>
    public Func<SentRequest, HttpResponseMessage>? AnswerToken { get; set; }

    /// <summary>What a vault says tokens for it are for.</summary>
    public string Resource { get; set; } = "https://vault.azure.net";

    /// <summary>What happens instead of an answer, if not null.</summary>
    public Func<CancellationToken, Task<HttpResponseMessage>>? Interrupt { get; set; }

    public IReadOnlyList<SentRequest> Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _sent];
            }
        }
    }

    public IReadOnlyList<SentRequest> ToGraph => [.. Sent.Where(r => r.Address.Host == "graph.microsoft.com")];

    public IReadOnlyList<SentRequest> ToTokens => [.. Sent.Where(r => r.Address.Host == "login.microsoftonline.com")];

    /// <summary>To vaults, challenges left out.</summary>
    public IReadOnlyList<SentRequest> ToVaults => [.. Sent.Where(r => r.Address.Host.EndsWith("vault.azure.net", StringComparison.Ordinal) && r.Headers.ContainsKey("Authorization"))];

    public static HttpResponseMessage Json(int status, string json, string? retryAfter = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (retryAfter is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        response.Headers.Add("request-id", "graph-request");
        response.Headers.Add("x-ms-request-id", "vault-request");
        return response;
    }

    public static HttpResponseMessage GraphError(int status, string code, string message, string? retryAfter = null) =>
        Json(status, $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}","innerError":{"request-id":"x"} } }""", retryAfter);

    public static HttpResponseMessage VaultError(int status, string code, string message, string? inner = null) =>
        Json(status, inner is null
            ? $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}"}}"""
            : $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}","innererror":{"code":"{{{inner}}}"} } }""");

    public static HttpResponseMessage TokenError(int status, string error, int code, string message, string? retryAfter = null) =>
        Json(status, $$$"""{"error":"{{{error}}}","error_description":"AADSTS{{{code}}}: {{{message}}} Trace ID: t Correlation ID: c Timestamp: 2027-03-01 12:00:00Z","error_codes":[{{{code}}}]}""", retryAfter);

    public static HttpResponseMessage Token(string token = "opaque") =>
        Json(200, $$"""{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"{{token}}"}""");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await RespondAsync(request, cancellationToken);
        response.RequestMessage = request; // As every real handler does, and Kiota's retry handler looks there.
        return response;
    }

    private async Task<HttpResponseMessage> RespondAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sent = new SentRequest(
            request.Method.Method,
            request.RequestUri!,
            request.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        lock (_lock)
        {
            _sent.Add(sent);
        }

        if (sent.Address.Host == "login.microsoftonline.com")
        {
            return AnswerToken?.Invoke(sent) ?? Token();
        }

        if (sent.Address.Host.EndsWith("vault.azure.net", StringComparison.Ordinal) && !sent.Headers.ContainsKey("Authorization"))
        {
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.TryAddWithoutValidation("WWW-Authenticate", $"Bearer authorization=\"https://login.microsoftonline.com/{Tenant}\", resource=\"{Resource}\"");
            return challenge;
        }

        return Interrupt is not null ? await Interrupt(cancellationToken) : Answer(sent);
    }
}
