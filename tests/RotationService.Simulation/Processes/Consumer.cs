using System.Net;
using System.Text.Json.Nodes;
using RotationService.Simulation.Processes.Judging;
using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>A program that reads its secret from a vault, keeps it for a while, and logs in with it. It may never be refused.</summary>
/// <param name="sandbox">Where it does.</param>
/// <param name="connection">The tenant, and the identity with which the vault is read.</param>
/// <param name="subject">Its application.</param>
/// <param name="vault">The vault it reads.</param>
/// <param name="keepsFor">How long it uses a value before it reads again.</param>
internal sealed class Consumer(SandboxProcess sandbox, SandboxIdentity connection, Subject subject, string vault, TimeSpan keepsFor)
{
    private string? _vaultToken;
    private string? _value;
    private DateTimeOffset _readAt;
    private bool _wasThere;

    /// <summary>How often it got a token.</summary>
    public int LogIns { get; private set; }

    /// <summary>Reads if need be, and logs in.</summary>
    /// <returns>How it was failed; null if it was not.</returns>
    public async Task<Violation?> UseAsync(bool restarts, CancellationToken cancellationToken)
    {
        // The time is taken before reading and after logging in, so that the value is never thought younger than it is.
        var before = await sandbox.NowAsync(cancellationToken);
        if (restarts || _value is null || before - _readAt > keepsFor)
        {
            if (await ReadAsync(before, cancellationToken) is { } failed)
            {
                return failed;
            }
        }

        if (_value is null)
        {
            return null;
        }

        var (status, answer) = await LogInAsync(subject.AppId.ToString(), _value, cancellationToken);
        LogIns += status == HttpStatusCode.OK ? 1 : 0;
        var refused = status == HttpStatusCode.Unauthorized || (status == HttpStatusCode.BadRequest && !answer.Contains("AADSTS90033", StringComparison.Ordinal));
        var age = await sandbox.NowAsync(cancellationToken) - _readAt;
        return refused && age <= subject.Grace
            ? new Violation("I1", $"{subject.Name}: a consumer that had read {vault} at {_readAt:O}, at most {age} earlier, was refused: {Code(answer)}")
            : null;
    }

    // Where the vault gives no answer, as under a fault that was meant for the service, what was read before is used on, and is as old as it was.
    private async Task<Violation?> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        _vaultToken ??= await VaultTokenAsync(cancellationToken);
        if (_vaultToken is null)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{vault}/secrets/{subject.Secret}?api-version=7.4");
        request.Headers.Authorization = new("Bearer", _vaultToken);
        using var response = await sandbox.SendAsync(request, cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                _value = (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!["value"];
                _readAt = now;
                _wasThere = true;
                return null;
            case HttpStatusCode.Unauthorized:
                _vaultToken = null;
                return null;
            case HttpStatusCode.NotFound when !_wasThere:
                return null;
            case HttpStatusCode.NotFound or HttpStatusCode.Forbidden:
                return new Violation("I1", $"{subject.Name}: a consumer asked {vault} and got {(int)response.StatusCode}");
            default:
                return null;
        }
    }

    private async Task<string?> VaultTokenAsync(CancellationToken cancellationToken)
    {
        var (status, answer) = await LogInAsync(connection.ClientId, connection.ClientSecret, cancellationToken);
        return status == HttpStatusCode.OK ? (string?)JsonNode.Parse(answer)!["access_token"] : null;
    }

    private async Task<(HttpStatusCode Status, string Answer)> LogInAsync(string clientId, string secret, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://login.microsoftonline.com/{connection.TenantId}/oauth2/v2.0/token");
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = secret,
            ["scope"] = "https://vault.azure.net/.default",
        });
        using var response = await sandbox.SendAsync(request, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private static string Code(string answer) => answer.IndexOf("AADSTS", StringComparison.Ordinal) is >= 0 and var at ? answer[at..Math.Min(answer.Length, at + 13)] : "no code";
}
