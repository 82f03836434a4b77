using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text.Json;

namespace RotationService.Sandbox.Hosting;

/// <summary>A sandbox that runs in another process of this machine.</summary>
public sealed class SandboxAttachment : ISandboxSession
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly HttpClient _control;
    private readonly AttachedClock _clock;

    private SandboxAttachment(
        SandboxConnectionDocument document,
        Uri url,
        string authorityPem,
        HttpClient control,
        AttachedClock clock)
    {
        Url = url;
        Identity = new SandboxOperator(document.TenantId, document.ClientId, document.ClientSecret);
        Vaults = document.Vaults;
        Transport = new SandboxTransport(authorityPem, new IPEndPoint(IPAddress.Loopback, document.Proxy.Port));
        _control = control;
        _clock = clock;
    }

    /// <inheritdoc/>
    public Uri Url { get; }

    /// <inheritdoc/>
    public SandboxOperator Identity { get; }

    /// <summary>The addresses of the vaults that existed when this program attached.</summary>
    public IReadOnlyList<Uri> Vaults { get; }

    /// <inheritdoc/>
    public TimeProvider Time => _clock;

    /// <inheritdoc/>
    public SandboxTransport Transport { get; }

    /// <summary>Attaches to a running sandbox.</summary>
    /// <remarks>
    /// One request, which fetches the certificate of the sandbox's authority, is sent without checking the server
    /// certificate. All later connections are checked against that authority. For this reason only addresses of this
    /// machine are accepted.
    /// </remarks>
    /// <param name="url">The https address of the sandbox, with localhost or a loopback IP address as its host.</param>
    /// <param name="real">Real time.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="ArgumentException">The address is not https on this machine.</exception>
    /// <exception cref="HttpRequestException">Nothing answers at the address.</exception>
    /// <exception cref="FormatException">The answer does not come from a sandbox.</exception>
    public static async Task<SandboxAttachment> ConnectAsync(
        Uri url,
        TimeProvider real,
        CancellationToken cancellationToken)
    {
        if (!SandboxHostNames.IsLoopback(url) || url.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException(
                $"{url} is not the address of a sandbox: write an https address on this machine, such as https://localhost:8443.",
                nameof(url));
        }

        var document = await IntroduceAsync(url, cancellationToken);
        if (document.AuthorityPem is not { } authorityPem || !SandboxHostNames.IsLoopback(document.Proxy))
        {
            throw new FormatException(
                $"The server at {url} does not name the certificate to trust, or names a proxy that is not on this machine.");
        }

        var control = new HttpClient(SandboxTransport.TrustingHandler(authorityPem))
        {
            BaseAddress = url,
            Timeout = AnswerWithin
        };
        try
        {
            var clock = await AttachedClock.StartAsync(
                token => ReadClockAsync(control, token),
                real,
                cancellationToken);
            return new SandboxAttachment(document, url, authorityPem, control, clock);
        }
        catch
        {
            control.Dispose();
            throw;
        }
    }

    /// <summary>Reads the sandbox's clock.</summary>
    internal Task<ClockReading> ReadClockAsync(CancellationToken cancellationToken) =>
        ReadClockAsync(_control, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        _control.Dispose();
    }

    private static async Task<SandboxConnectionDocument> IntroduceAsync(Uri url, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
#pragma warning disable CA5359 // There is nothing to check it against yet, and the address is this machine's.
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, _, _, _) => true
        };
#pragma warning restore CA5359
        using var client = new HttpClient(handler) { BaseAddress = url, Timeout = AnswerWithin };
        using var answer = await AskAsync(() =>
            client.GetAsync(new Uri("/_sandbox/connect", UriKind.Relative), cancellationToken));
        return answer.IsSuccessStatusCode
            ? SandboxConnectionDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))
            : throw new FormatException(
                $"The server at {url} is not a sandbox: GET /_sandbox/connect returned {(int)answer.StatusCode}.");
    }

    private static async Task<ClockReading> ReadClockAsync(HttpClient control, CancellationToken cancellationToken)
    {
        await using var answer = await AskAsync(() =>
            control.GetStreamAsync(new Uri("/_sandbox/clock", UriKind.Relative), cancellationToken));
        return await JsonSerializer.DeserializeAsync<ClockReading>(answer, Json, cancellationToken)
            ?? throw new JsonException("The sandbox's answer contains no time.");
    }

    /// <summary>Sends a request and turns every failure to get an answer into one kind of exception.</summary>
    /// <remarks>
    /// If the sandbox disappears right after it was reached, HttpClient throws the exception of the socket. HttpClient
    /// reports its own time-out as a cancellation.
    /// </remarks>
    internal static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (SocketException e)
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                $"The sandbox closed the connection: {e.Message}",
                e);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                $"The sandbox did not answer within {AnswerWithin.TotalSeconds:0} seconds; this machine may be overloaded.",
                e);
        }
    }
}
