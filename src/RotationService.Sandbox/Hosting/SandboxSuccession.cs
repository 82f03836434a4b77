using System.Net;

namespace RotationService.Sandbox.Hosting;

/// <summary>The sandbox of a directory that another process runs; when that ends, however it ends, this one runs it, or attaches to whoever was faster.</summary>
/// <remarks>
/// To its clients nothing changes but that a request under way is cut, as by a network: the state, the certificates and the time go on from the
/// directory. That the other process has ended is noticed by the next connection, or by the next look at its clock, within a second.
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

    private SandboxSuccession(SandboxAttachment first, SandboxHostOptions options, TimeProvider real, Action<SandboxHost> takenOver)
    {
        _current = first;
        _options = options;
        _real = real;
        _takenOver = takenOver;
        Identity = first.Identity;
        Transport = new SandboxTransport(first.Transport.AuthorityPem, LocateAsync);
    }

    /// <summary>The sandbox, once this process runs it; null while another does.</summary>
    public SandboxHost? Host => _current as SandboxHost;

    /// <summary>Cancelled when this process begins to run it.</summary>
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

    /// <summary>Hosts the sandbox of a directory, or attaches to the process of this machine that already does, and succeeds it.</summary>
    /// <param name="options">How to host it.</param>
    /// <param name="real">Real time.</param>
    /// <param name="takenOver">Called when this process has succeeded another, before anything is sent to the sandbox again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A <see cref="SandboxHost"/> or a <see cref="SandboxSuccession"/>; the caller disposes of it.</returns>
    /// <exception cref="SandboxInUseException">Another process has the directory, but has not answered for 20 seconds.</exception>
    public static async Task<ISandboxSession> OpenAsync(SandboxHostOptions options, TimeProvider real, Action<SandboxHost> takenOver, CancellationToken cancellationToken)
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

    /// <summary>Sets <see cref="Time"/> to the sandbox's own at once, which may have run ahead.</summary>
    public Task DrawLevelAsync(CancellationToken cancellationToken) => _clock!.DrawLevelAsync(cancellationToken);

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

    private static Task<ClockReading> ReadClockAsync(ISandboxSession session, CancellationToken cancellationToken) => session switch
    {
        SandboxHost host => Task.FromResult(new ClockReading(host.Clock.GetUtcNow(), host.Clock.Speed)),
        SandboxAttachment attachment => attachment.ReadClockAsync(cancellationToken),
        _ => throw new InvalidOperationException("A sandbox is either hosted or attached to."),
    };

    /// <summary>Hosts the sandbox or attaches to it anew, unless that has been done since its proxy was found silent.</summary>
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
