using System.Net;

namespace RotationService.Sandbox.Hosting;

/// <summary>
/// A sandbox that another process hosts. When that process ends in any way, this process hosts the sandbox, or attaches
/// to another process that was faster.
/// </summary>
/// <remarks>
/// Clients notice only that a request in progress is cut off, as by a network failure. The state, the certificates and
/// the time continue from the directory. The end of the other process is detected by the next connection, or within a
/// second by the next reading of its clock.
/// </remarks>
public sealed class SandboxSuccession : ISandboxSession
{
    private readonly SandboxHostOptions _options;
    private readonly TimeProvider _real;
    private readonly Action<SandboxHost> _takenOver;
    private readonly SemaphoreSlim _changing = new(1);
    private readonly CancellationTokenSource _hosting = new();
    private AttachedClock? _clock;
    private volatile ISandboxSession _current;

    private SandboxSuccession(
        SandboxAttachment first,
        SandboxHostOptions options,
        TimeProvider real,
        Action<SandboxHost> takenOver)
    {
        _current = first;
        _options = options;
        _real = real;
        _takenOver = takenOver;
        Identity = first.Identity;
        Transport = new SandboxTransport(first.Transport.AuthorityPem, LocateAsync);
    }

    /// <summary>The host of the sandbox, if this process runs it. Null while another process does.</summary>
    public SandboxHost? Host => _current as SandboxHost;

    /// <summary>Cancelled when this process starts to host the sandbox.</summary>
    public CancellationToken Hosting => _hosting.Token;

    /// <inheritdoc/>
    public Uri Url => _current.Url;

    /// <inheritdoc/>
    public SandboxOperator Identity { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Vaults => _current.Vaults;

    /// <inheritdoc/>
    public TimeProvider Time => _clock!;

    /// <inheritdoc/>
    public SandboxTransport Transport { get; }

    /// <summary>
    /// Hosts the sandbox of a directory, or attaches to the process of this machine that already hosts it and takes
    /// over from that process later.
    /// </summary>
    /// <param name="options">The options for hosting.</param>
    /// <param name="real">Real time.</param>
    /// <param name="takenOver">
    /// Called when this process has taken over, before anything is sent to the sandbox again.
    /// </param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>A <see cref="SandboxHost"/> or a <see cref="SandboxSuccession"/>. The caller disposes of it.</returns>
    /// <exception cref="SandboxInUseException">
    /// Another process holds the directory, but has not answered for 20 seconds.
    /// </exception>
    public static async Task<ISandboxSession> OpenAsync(
        SandboxHostOptions options,
        TimeProvider real,
        Action<SandboxHost> takenOver,
        CancellationToken cancellationToken)
    {
        var session = await SandboxSession.OpenAsync(options, real, cancellationToken);
        if (session is not SandboxAttachment attachment)
        {
            return session;
        }

        var succession = new SandboxSuccession(attachment, options, real, takenOver);
        try
        {
            succession._clock = await AttachedClock.StartAsync(succession.ReadClockAsync, real, cancellationToken);
            return succession;
        }
        catch
        {
            await succession.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the sandbox's clock at once. The sandbox may have run ahead of <see cref="Time"/>.</summary>
    public Task DrawLevelAsync(CancellationToken cancellationToken) =>
        _clock!.DrawLevelAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_clock is not null)
        {
            await _clock.DisposeAsync();
        }

        await _current.DisposeAsync();
        _changing.Dispose();
        _hosting.Dispose();
    }

    private async ValueTask<IPEndPoint> LocateAsync(IPEndPoint? silent, CancellationToken cancellationToken)
    {
        if (silent is not null)
        {
            await SucceedAsync(silent, cancellationToken);
        }

        return _current.Transport.Proxy!;
    }

    private async Task<ClockReading> ReadClockAsync(CancellationToken cancellationToken)
    {
        var asked = _current;
        try
        {
            return await ReadClockAsync(asked, cancellationToken);
        }
        catch (HttpRequestException)
        {
            await SucceedAsync(asked.Transport.Proxy!, cancellationToken);
            return await ReadClockAsync(_current, cancellationToken);
        }
    }

    private static Task<ClockReading> ReadClockAsync(
        ISandboxSession session,
        CancellationToken cancellationToken) => session switch
        {
            SandboxHost host => Task.FromResult(new ClockReading(host.Clock.GetUtcNow(), host.Clock.Speed)),
            SandboxAttachment attachment => attachment.ReadClockAsync(cancellationToken),
            _ => throw new InvalidOperationException("A sandbox is either hosted or attached to."),
        };

    /// <summary>
    /// Hosts the sandbox or attaches to it again, unless that has happened since its proxy stopped answering.
    /// </summary>
    private async Task SucceedAsync(IPEndPoint silent, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var before = _current;
            if (!silent.Equals(before.Transport.Proxy) || before is SandboxHost)
            {
                return;
            }

            var next = await SandboxSession.OpenAsync(_options, _real, cancellationToken);
            if (next is SandboxHost host)
            {
                _takenOver(host);
            }

            _current = next;
            await before.DisposeAsync();
            if (next is SandboxHost)
            {
                await _hosting.CancelAsync();
            }
        }
        finally
        {
            _changing.Release();
        }
    }
}
