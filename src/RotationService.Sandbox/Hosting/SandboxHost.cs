using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RotationService.Sandbox.Hosting;

/// <summary>A sandbox hosted by this process: its engine, kept in a directory and served on the loopback address.</summary>
/// <remarks>
/// While it runs, <c>sandbox.json</c> in its directory says how to reach it; a clean stop removes that file, and after
/// any other end it is stale, which shows in that nobody holds the directory. No write is acknowledged before it would
/// survive the death of the process, and no client ever sees the time go back.
/// </remarks>
public sealed class SandboxHost : ISandboxSession
{
    private const string ConnectionName = "sandbox.json";
    private const string ControlHost = "localhost";
    private static readonly TimeSpan NoteEvery = TimeSpan.FromMilliseconds(100);
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly SandboxDirectory _directory;
    private readonly StateJournal _journal;
    private readonly ClockKeeper _keeper;
    private readonly TimeProvider _real;
    private readonly CancellationTokenSource _stop = new();
    private SandboxCertificates? _certificates;
    private SandboxServer? _server;
    private ConnectProxy? _proxy;
    private Task _housekeeping = Task.CompletedTask;
    private string _published = "";
    private int _changed;
    private int _disposed;

    private SandboxHost(SandboxDirectory directory, StateJournal journal, ClockKeeper keeper, SandboxClock clock, SandboxEngine engine, TimeProvider real)
    {
        _directory = directory;
        _journal = journal;
        _keeper = keeper;
        _real = real;
        Clock = clock;
        Engine = engine;
    }

    /// <summary>The engine, for building a world in it; what it changes is kept.</summary>
    public SandboxEngine Engine { get; }

    /// <summary>The sandbox's clock.</summary>
    public SandboxClock Clock { get; }

    /// <inheritdoc/>
    public TimeProvider Time => Clock;

    /// <inheritdoc/>
    public SandboxOperator Identity => Engine.Operator;

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Vaults => Engine.Vaults;

    /// <inheritdoc/>
    public Uri Url { get; private set; } = null!;

    /// <summary>Where the CONNECT proxy listens: what <c>HTTPS_PROXY</c> is set to.</summary>
    public Uri Proxy { get; private set; } = null!;

    /// <summary>The full path of the certificate that clients are to trust.</summary>
    public string AuthorityPath => _certificates!.AuthorityPath;

    /// <summary>The full path of <c>sandbox.json</c>.</summary>
    public string ConnectionPath => _directory.File(ConnectionName);

    /// <inheritdoc/>
    public SandboxTransport Transport { get; private set; } = null!;

    /// <summary>Starts the sandbox of a directory where it left off, or a new one.</summary>
    /// <param name="options">How.</param>
    /// <param name="real">Real time.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="SandboxInUseException">Another process has the directory.</exception>
    /// <exception cref="StateCorruptException">What the directory holds cannot be read.</exception>
    /// <exception cref="IOException">A port is taken, or the directory cannot be written.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxHostOptions options, TimeProvider real, CancellationToken cancellationToken)
    {
        var host = Open(options, real);
        try
        {
            await host.ServeAsync(options, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets sandbox time pass while nothing else is going on, see <see cref="SandboxClock.RunAheadAsync"/>, and keeps where it got to.</summary>
    /// <param name="wait">The span of sandbox time; zero or more.</param>
    /// <param name="speed">Seconds of sandbox time a second of real time; more than 0.</param>
    /// <param name="cancellationToken">Ends the wait early, without an exception.</param>
    public async Task RunAheadAsync(TimeSpan wait, double speed, CancellationToken cancellationToken)
    {
        await Clock.RunAheadAsync(wait, speed, cancellationToken);
        _keeper.Note();
    }

    /// <summary>Stops serving and gives the directory free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        await _housekeeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        File.Delete(ConnectionPath);
        _keeper.Note();
        _keeper.Dispose();
        _journal.Dispose();
        _certificates?.Dispose();
        _directory.Dispose();
        _stop.Dispose();
    }

    /// <summary>How to reach the sandbox of a directory, if it says so.</summary>
    internal static SandboxConnectionDocument? ReadConnection(string directory)
    {
        try
        {
            return SandboxConnectionDocument.Parse(File.ReadAllText(Path.Combine(directory, ConnectionName)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static SandboxHost Open(SandboxHostOptions options, TimeProvider real)
    {
        var directory = SandboxDirectory.Take(options.Directory);
        StateJournal? journal = null;
        ClockKeeper? keeper = null;
        try
        {
            // One that a crash left behind describes a sandbox that is no more.
            File.Delete(directory.File(ConnectionName));
            keeper = ClockKeeper.Open(directory.File("clock"), real, options.Speed, out var clock);
            var engine = new SandboxEngine(clock, options.World);
            var isNew = false;
            journal = StateJournal.Open(directory.File("state.jsonl"), () =>
            {
                isNew = true;
                options.Begin?.Invoke(engine);
                return engine.Export();
            });
            if (!isNew)
            {
                engine.Restore(journal.Records);
            }

            var host = new SandboxHost(directory, journal, keeper, clock, engine, real);
            engine.Persist = host.Keep;
            return host;
        }
        catch
        {
            keeper?.Dispose();
            journal?.Dispose();
            directory.Dispose();
            throw;
        }
    }

    private async Task ServeAsync(SandboxHostOptions options, CancellationToken cancellationToken)
    {
        _certificates = SandboxCertificates.Open(_directory);
        _server = await SandboxServer.StartAsync(options.Port, _certificates, Handle, Engine.KnowsHost, Clock, cancellationToken);
        _proxy = ConnectProxy.Start(options.ProxyPort, _server.Port, Engine.KnowsHost, _real);
        Url = new Uri($"https://127.0.0.1:{_server.Port}");
        Proxy = new Uri($"http://127.0.0.1:{_proxy.Port}");
        Transport = new SandboxTransport(_certificates.AuthorityPem, new IPEndPoint(IPAddress.Loopback, _proxy.Port));
        Engine.Connection = new SandboxConnection(Url.OriginalString, Proxy.OriginalString, _certificates.AuthorityPath, _certificates.AuthorityPem);
        Publish();
        _housekeeping = KeepHouseAsync(_stop.Token);
    }

    private SandboxResponse Handle(SandboxRequest request)
    {
        var answer = Engine.Handle(request);
        _keeper.Note();
        return answer;
    }

    private void Keep(IReadOnlyList<StateRecord> batch)
    {
        _journal.Append(batch);
        Interlocked.Exchange(ref _changed, 1);
    }

    private async Task KeepHouseAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(NoteEvery, _real);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            _keeper.Note();
            if (Interlocked.Exchange(ref _changed, 0) != 0)
            {
                Publish();
            }
        }
    }

    // Vaults may come into being at any time; the file follows.
    private void Publish()
    {
        var document = JsonNode.Parse(Describe())!.AsObject();
        document.Remove("caPem");
        var content = document.ToJsonString(Indented) + "\n";
        if (content != _published)
        {
            PrivateFile.Replace(ConnectionPath, content);
            _published = content;
        }
    }

    // What the sandbox says of itself over the wire is the one description there is.
    private string Describe()
    {
        var request = new SandboxRequest("GET", ControlHost, "/_sandbox/connect", new Dictionary<string, string>(), ReadOnlyMemory<byte>.Empty);
        return Encoding.UTF8.GetString(Engine.Handle(request).Body.Span);
    }
}
