using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Ports;

namespace RotationService.Azure.Tokens;

/// <summary>Reads the token endpoint's error answers before MSAL sees them.</summary>
/// <remarks>
/// MSAL repeats a request after a 5xx. After a 429, a 5xx or any answer with <c>Retry-After</c>, it refuses further
/// requests of that client id for the whole process, by the wall clock. Azure.Identity offers no switch for either. An
/// exception that MSAL does not know, thrown from below it, avoids both.
/// </remarks>
internal sealed partial class TokenAnswerHandler(Traffic traffic, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string TokenPath = "/oauth2/v2.0/token";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);

        // The endpoint of a managed identity and instance discovery have other error formats.
        if (response.IsSuccessStatusCode
            || !request.RequestUri!.AbsolutePath.EndsWith(TokenPath, StringComparison.Ordinal))
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, cancellationToken);
        }
    }

    private async Task<TokenRefusalException> RefusalAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var (error, description, codes) = Read(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        var code = codes.Count > 0 ? $"AADSTS{codes[0].ToString(CultureInfo.InvariantCulture)}" : error;
        var kind = status switch
        {
            429 => CallFailureKind.Throttled,
            408 or >= 500 => CallFailureKind.Unreachable,
            _ when codes.Contains(TokenCodes.Transient) => CallFailureKind.Unreachable,
            _ => CallFailureKind.Forbidden,
        };
        var failure = new CallFailure(
            kind,
            $"The token endpoint answered {status}: {(description.Length > 0 ? description : error ?? "no explanation")}")
        {
            Code = code,
            RetryAfter = RetryAfter.Of(response, traffic.Clock.Now),
            RequestId = response.Headers.TryGetValues("x-ms-request-id", out var ids) && ids.FirstOrDefault() is { } id
                ? ErrorText.Short(id)
                : null,
        };
        return new TokenRefusalException(failure, error, codes);
    }

    private static (string? Error, string Description, IReadOnlyList<int> Codes) Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, "", []);
            }

            var description = FirstSentences(Text(root, "error_description"));
            var codes = root.TryGetProperty("error_codes", out var listed) && listed.ValueKind == JsonValueKind.Array
                ? [.. listed.EnumerateArray()
                    .Where(c => c.ValueKind == JsonValueKind.Number)
                    .Select(c => c.TryGetInt32(out var number) ? number : 0)]
                : CodesIn(description);
            return (Text(root, "error") is { } error ? ErrorText.Short(error) : null, description, codes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, "", []);
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The explanation without the ids and the time that follow it.</summary>
    private static string FirstSentences(string? description)
    {
        var text = description ?? "";
        var trace = text.IndexOf("Trace ID:", StringComparison.Ordinal);
        return ErrorText.Tidy(trace >= 0 ? text[..trace] : text);
    }

    private static List<int> CodesIn(string description) =>
        [.. CodePattern.Matches(description)
            .Select(match => int.Parse(match.Groups["code"].ValueSpan, CultureInfo.InvariantCulture))];

    [GeneratedRegex(
        "AADSTS(?<code>[0-9]{4,8})",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex CodePattern { get; }
}
