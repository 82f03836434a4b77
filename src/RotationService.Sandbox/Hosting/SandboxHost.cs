using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RotationService.Sandbox.Hosting;

/// <summary>
/// A sandbox that this process hosts: its engine, stored in a directory and served on the loopback address.
/// </summary>
/// <remarks>
/// <para>
/// While the sandbox runs, <c>sandbox.json</c> in its directory describes how to reach it. A clean stop removes the
/// file. After any other end the file is stale, which is detectable because nobody holds the directory.
/// </para>
/// <para>
/// No write is acknowledged before it would survive the death of the process, and no client ever sees the time go back.
/// </para>
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

    private SandboxHost(
        SandboxDirectory directory,
        StateJournal journal,
        ClockKeeper keeper,
        SandboxClock clock,
        SandboxEngine engine,
        TimeProvider real)
    {
        _directory = directory;
        _journal = journal;
        _keeper = keeper;
        _real = real;
        Clock = clock;
        Engine = engine;
    }

    /// <summary>The engine, which can be used to set up a world. Its changes are stored.</summary>
    public SandboxEngine Engine { get; }

    /// <summary>The clock of the sandbox.</summary>
    public SandboxClock Clock { get; }

    /// <inheritdoc/>
    public TimeProvider Time => Clock;

    /// <inheritdoc/>
    public SandboxOperator Identity => Engine.Operator;

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Vaults => Engine.Vaults;

    /// <inheritdoc/>
    public Uri Url { get; private set; } = null!;

    /// <summary>The address of the CONNECT proxy, which is the value for <c>HTTPS_PROXY</c>.</summary>
    public Uri Proxy { get; private set; } = null!;

    /// <summary>The full path of the certificate that clients must trust.</summary>
    public string AuthorityPath => _certificates!.AuthorityPath;

    /// <summary>The full path of <c>sandbox.json</c>.</summary>
    public string ConnectionPath => _directory.File(ConnectionName);

    /// <inheritdoc/>
    public SandboxTransport Transport { get; private set; } = null!;

    /// <summary>
    /// Starts the sandbox of a directory. It continues from its stored state, or starts as a new sandbox.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="real">Real time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="SandboxInUseException">Another process holds the directory.</exception>
    /// <exception cref="StateCorruptException">The stored state cannot be read.</exception>
    /// <exception cref="IOException">A port is in use, or the directory cannot be written.</exception>
    public static async Task<SandboxHost> StartAsync(
        SandboxHostOptions options,
        TimeProvider real,
        CancellationToken cancellationToken)
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

    /// <summary>
    /// Lets sandbox time pass while nothing else happens, as in <see cref="SandboxClock.RunAheadAsync"/>, and stores
    /// the new position.
    /// </summary>
    /// <param name="wait">The span of sandbox time, zero or more.</param>
    /// <param name="speed">The seconds of sandbox time in one second of real time, more than 0.</param>
    /// <param name="cancellationToken">Ends the wait early without an exception.</param>
    public async Task RunAheadAsync(TimeSpan wait, double speed, CancellationToken cancellationToken)
    {
        await Clock.RunAheadAsync(wait, speed, cancellationToken);
        _keeper.Note();
    }

    /// <summary>Stops serving and releases the directory.</summary>
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

    /// <summary>
    /// Returns how to reach the sandbox of a directory. Returns null if the directory has no <c>sandbox.json</c>.
    /// </summary>
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
            // A file that a crash left behind describes a sandbox that no longer exists.
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
        _server = await SandboxServer.StartAsync(
            options.Port,
            _certificates,
            Handle,
            Engine.KnowsHost,
            Clock,
            cancellationToken);
        _proxy = ConnectProxy.Start(options.ProxyPort, _server.Port, Engine.KnowsHost, _real);
        Url = new Uri($"https://127.0.0.1:{_server.Port}");
        Proxy = new Uri($"http://127.0.0.1:{_proxy.Port}");
        Transport = new SandboxTransport(
            _certificates.AuthorityPem,
            new IPEndPoint(IPAddress.Loopback, _proxy.Port));
        Engine.Connection = new SandboxConnection(
            Url.OriginalString,
            Proxy.OriginalString,
            _certificates.AuthorityPath,
            _certificates.AuthorityPem);
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

    // Vaults can be created at any time, so the file is updated.
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

    // The file has the same content as the answer of the sandbox, so that only one description exists.
    private string Describe()
    {
        var request = new SandboxRequest(
            "GET",
            ControlHost,
            "/_sandbox/connect",
            new Dictionary<string, string>(),
            ReadOnlyMemory<byte>.Empty);
        return Encoding.UTF8.GetString(Engine.Handle(request).Body.Span);
    }
}
