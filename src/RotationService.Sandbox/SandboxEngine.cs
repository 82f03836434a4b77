using RotationService.Sandbox.Control;
using RotationService.Sandbox.Faults;
using RotationService.Sandbox.Graph;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.Quotas;
using RotationService.Sandbox.State;
using RotationService.Sandbox.Tokens;
using RotationService.Sandbox.Vaults;

namespace RotationService.Sandbox;

/// <summary>Entra tenants with their applications, the token service and Key Vaults, in memory.</summary>
/// <remarks>
/// It answers for <c>graph.microsoft.com</c>, <c>login.microsoftonline.com</c> and <c>{vault}.vault.azure.net</c> as those
/// behave, and for <see cref="ControlPath"/> on any host. Given the same seed, clock and requests it gives the same answers.
/// All members may be called from any thread; requests are served one at a time.
/// </remarks>
public sealed class SandboxEngine
{
    /// <summary>Below this path, on any host, the sandbox itself is looked at and steered.</summary>
    public const string ControlPath = "/_sandbox/";

    private readonly Lock _lock = new();
    private readonly SandboxClock _clock;
    private readonly SandboxOptions _options;
    private readonly SandboxState _state = new();
    private readonly WorldBuilder _builder;
    private readonly FaultPlan _faults = new();
    private readonly RequestCount _requests = new();
    private readonly GraphService _graph;
    private readonly TokenService _login;
    private readonly VaultService _vaults;
    private readonly ControlService _control;
    private string _date = "";
    private long _dateAt = long.MinValue;

    /// <summary>Makes a sandbox.</summary>
    /// <param name="clock">Its time.</param>
    /// <param name="options">What it is made from.</param>
    public SandboxEngine(SandboxClock clock, SandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _clock = clock;
        _options = options;
        _builder = new WorldBuilder(_state, clock);
        _builder.Begin(options);
        var quotas = new QuotaBook(_state, clock);
        var tokens = new TokenIssuer(_state, clock, options.RealTime);
        _graph = new GraphService(_state, clock, tokens, quotas);
        _login = new TokenService(_state, clock, tokens);
        _vaults = new VaultService(_state, clock, tokens, quotas);
        _control = new ControlService(_state, clock, _builder, _faults, _requests, quotas, FaultRouteOf);
    }

    /// <summary>Called with everything a request has changed before its answer is returned; if it throws, the answer is a 500.</summary>
    public Action<IReadOnlyList<StateRecord>>? Persist { get; set; }

    /// <summary>Called after every request, and everything done by hand, with what it changed, before its answer is returned. For a judge in the same process, which looks and changes nothing.</summary>
    internal Action<IReadOnlyList<IEntity>>? Witness
    {
        get;
        set
        {
            field = value;
            _state.Witnessed = value is null ? null : [];
        }
    }

    /// <summary>The ground truth, for the same judge. Not to be looked at while another thread sends requests.</summary>
    internal SandboxState Truth => _state;

    /// <summary>How this sandbox is reached over sockets, for <c>GET connect</c>; null in memory.</summary>
    public SandboxConnection? Connection
    {
        get => _control.Connection;
        set => _control.Connection = value;
    }

    /// <summary>The identity that may rotate.</summary>
    public SandboxOperator Operator
    {
        get
        {
            lock (_lock)
            {
                return new SandboxOperator(_state.Operator.TenantId, _state.Operator.ClientId, _state.Operator.ClientSecret);
            }
        }
    }

    /// <summary>The addresses of the vaults.</summary>
    public IReadOnlyList<Uri> Vaults
    {
        get
        {
            lock (_lock)
            {
                return [.. _state.Vaults.Where(v => !v.Deleted).Select(v => v.Uri)];
            }
        }
    }

    /// <summary>Whether a name resolves here. Any case; without a port.</summary>
    public bool KnowsHost(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        lock (_lock)
        {
            return NeighbourAt(host.ToLowerInvariant()) is not null;
        }
    }

    /// <summary>Answers a request. Never throws, whatever the request.</summary>
    public SandboxResponse Handle(SandboxRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            // The clock is moved outside the lock: timers that come due may themselves send requests, from any thread.
            _control.MoveClock(request);
            lock (_lock)
            {
                var now = _clock.GetUtcNow();
                var reply = Serve(new Call(request, _state.Generator.Guid()));
                reply.Headers.TryAdd("Date", DateOf(request.Host, now));
                Keep();
                return reply.Send();
            }
        }
        catch (Exception e)
        {
            // A defect of the sandbox, or a disk that takes no more: the client sees a server error and its cause.
            return Reply.Json(500, new { error = new { code = "SandboxFailure", message = e.ToString() } }).With("Date", _clock.GetUtcNow().ToString("r")).Send();
        }
    }

    /// <summary>A handler that lets any HTTP client reach this sandbox without a socket.</summary>
    /// <remarks>A dropped answer is an <see cref="HttpRequestException"/>, and so is a host that does not exist.</remarks>
    public HttpMessageHandler CreateHandler() => new SandboxHandler(this, _clock);

    /// <summary>Everything a restart must not lose.</summary>
    public IReadOnlyList<StateRecord> Export()
    {
        lock (_lock)
        {
            return _state.Export(_clock.GetUtcNow());
        }
    }

    /// <summary>Goes on from what was kept; later records override earlier ones, and a null value deletes. The clock moves ahead to where it stood, never back.</summary>
    public void Restore(IEnumerable<StateRecord> records)
    {
        TimeSpan behind;
        lock (_lock)
        {
            var stood = _state.Restore(records);
            _builder.Begin(_options);
            behind = stood - _clock.GetUtcNow() ?? TimeSpan.Zero;
        }

        if (behind > TimeSpan.Zero)
        {
            _clock.Advance(behind);
        }
    }

    /// <summary>Makes a tenant, with the operator's service principal in it; one that is there already is left alone.</summary>
    public void AddTenant(Guid tenantId) => Build(() => _builder.AddTenant(tenantId));

    /// <summary>Makes a vault; one that is there already is left alone.</summary>
    /// <param name="name">The first label of its host name.</param>
    /// <param name="tenantId">The tenant it trusts; null: the operator's.</param>
    public void AddVault(string name, Guid? tenantId = null) => Build(() => _builder.AddVault(name, tenantId));

    /// <summary>Makes an application, or with <see cref="NewApplication.ServicePrincipalOnly"/> a service principal.</summary>
    /// <exception cref="InvalidOperationException">The tenant does not exist, or has an application with that appId.</exception>
    public SandboxApplication AddApplication(NewApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return Build(() => _builder.AddApplication(application));
    }

    /// <summary>An application, or a lone service principal, by its appId; null if there is none.</summary>
    /// <param name="appId">Its appId.</param>
    /// <param name="tenantId">In which tenant; null: in any.</param>
    public SandboxApplication? FindApplication(Guid appId, Guid? tenantId = null)
    {
        lock (_lock)
        {
            return _builder.FindApplication(appId, tenantId);
        }
    }

    /// <summary>Writes a secret by hand, as somebody in the portal would.</summary>
    /// <param name="vault">The vault's name.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="tags">Its tags; none by default.</param>
    /// <param name="expiresOn">Its end, for information; none by default.</param>
    /// <param name="enabled">Whether it can be read.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="InvalidOperationException">There is no such vault, or the name is soft-deleted.</exception>
    public string SetSecret(string vault, string name, string value, IReadOnlyDictionary<string, string>? tags = null, DateTimeOffset? expiresOn = null, bool enabled = true) =>
        Build(() => _builder.SetSecret(vault, name, value, tags, expiresOn, enabled));

    /// <summary>Fails a vault over: it takes no writes, and reads show what was there some time ago, until <see cref="FailBack"/>.</summary>
    /// <param name="vault">The vault's name.</param>
    /// <param name="staleBy">How long ago: up to 15 minutes, as far back as this process has seen the vault.</param>
    /// <exception cref="InvalidOperationException">There is no such vault.</exception>
    public void FailOver(string vault, TimeSpan staleBy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(staleBy, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(staleBy, VaultHistory.Longest);
        Build(() => _builder.FailOver(_builder.Vault(vault), over: true, staleBy));
    }

    /// <summary>Ends a vault's failover: all that was written before it is there again.</summary>
    /// <param name="vault">The vault's name.</param>
    /// <exception cref="InvalidOperationException">There is no such vault.</exception>
    public void FailBack(string vault) => Build(() => _builder.FailOver(_builder.Vault(vault), over: false, staleBy: null));

    /// <summary>Every secret value made or stored here since the start, removed ones and the operator's included: what must turn up in no log.</summary>
    public IEnumerable<string> EverySecretText()
    {
        lock (_lock)
        {
            return [.. _state.SecretTexts];
        }
    }

    private string DateOf(string host, DateTimeOffset now)
    {
        if (_state.DatesAhead.Count > 0 && NeighbourAt(host) is { } neighbour && _state.DatesAhead.TryGetValue(neighbour.Name, out var ahead))
        {
            return (now + ahead).ToString("r");
        }

        var second = now.ToUnixTimeSeconds();
        if (second != _dateAt)
        {
            (_date, _dateAt) = (now.ToString("r"), second);
        }

        return _date;
    }

    private Reply Serve(Call call)
    {
        if (call.Path.StartsWith(ControlPath, StringComparison.Ordinal))
        {
            return _control.Answer(call);
        }

        if (NeighbourAt(call.Host) is not { } neighbour)
        {
            return Reply.Json(404, new { error = new { code = "NotFound", message = $"The sandbox does not answer for {call.Host}." } });
        }

        var route = neighbour.Route(call.Method, call.Segments);
        var reply = neighbour.Refuse(call, out var caller) ?? Strike(neighbour, route, call, caller);
        _requests.Add(neighbour.Name, route, reply);
        return reply;
    }

    /// <summary>Serves an authenticated request, unless a fault strikes it first, or afterwards.</summary>
    private Reply Strike(INeighbour neighbour, string route, Call call, Caller? caller)
    {
        if (_faults.IsEmpty || _faults.Meet(neighbour.Name, route, neighbour.TargetOf(call, caller)) is not { } fault)
        {
            return neighbour.Answer(call, caller);
        }

        var served = fault.KeepsRequestFromTakingEffect ? null : neighbour.Answer(call, caller);
        var reply = fault switch
        {
            { Body: { } body } => Reply.Text(fault.Status ?? 200, body),
            { Status: { } status } => neighbour.Fail(call, status),
            _ => served ?? Reply.Empty(500),
        };
        reply.Padding = fault.Padding;
        reply.Gzip = fault.Gzip;
        reply.Drop = fault.Drop;
        reply.Delay = fault.Delay;
        foreach (var (name, value) in fault.Headers ?? new Dictionary<string, System.Text.Json.Nodes.JsonNode?>())
        {
            reply.With(name, value?.ToString() ?? "");
        }

        return reply;
    }

    private INeighbour? NeighbourAt(string host) => host switch
    {
        GraphService.Host => _graph,
        _ when TokenService.Serves(host) => _login,
        _ => _state.VaultAt(host) is null ? null : _vaults,
    };

    private string FaultRouteOf(string? host, string method, IReadOnlyList<string> segments)
    {
        INeighbour neighbour = host?.ToLowerInvariant() switch
        {
            "vault" => _vaults,
            "login" => _login,
            "graph" => _graph,
            _ when segments is ["secrets" or "deletedsecrets", ..] => _vaults,
            _ when segments.Contains("oauth2") => _login,
            _ => _graph,
        };
        return neighbour.Route(method, segments);
    }

    private void Build(Action build) => Build<object?>(() =>
    {
        build();
        return null;
    });

    private T Build<T>(Func<T> build)
    {
        lock (_lock)
        {
            var built = build();
            Keep();
            return built;
        }
    }

    /// <summary>What <c>POST world</c> does, for a simulation in the same process.</summary>
    internal void Change(WorldChange change) => Build(() => _control.Apply(change));

    /// <summary>Whether an application may log in with a secret, asked at any time up to now, without a request and without counting it.</summary>
    internal LogInVerdict JudgeLogIn(Guid tenantId, Guid appId, string secret, DateTimeOffset at) => _login.Judge(tenantId, appId, secret, at);

    private void Keep()
    {
        if (Witness is { } witness && _state.Witnessed is { Count: > 0 } witnessed)
        {
            witness(witnessed);
            witnessed.Clear();
        }

        if (Persist is { } persist && _state.Changes(_clock.GetUtcNow()) is { Count: > 0 } changes)
        {
            persist(changes);
            _state.Kept();
        }
    }
}
