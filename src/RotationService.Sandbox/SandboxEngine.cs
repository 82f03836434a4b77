using RotationService.Sandbox.Control;
using RotationService.Sandbox.Faults;
using RotationService.Sandbox.Graph;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.Quotas;
using RotationService.Sandbox.State;
using RotationService.Sandbox.Tokens;
using RotationService.Sandbox.Vaults;

namespace RotationService.Sandbox;

/// <summary>Entra tenants with their applications, the token service and key vaults, all in memory.</summary>
/// <remarks>
/// <para>
/// The engine answers for <c>graph.microsoft.com</c>, <c>login.microsoftonline.com</c> and
/// <c>{vault}.vault.azure.net</c> as those services behave, and for <see cref="ControlPath"/> on any host. The same
/// seed, clock and requests give the same answers.
/// </para>
/// <para>All members can be called from any thread. Requests are served one at a time.</para>
/// </remarks>
public sealed class SandboxEngine
{
    /// <summary>
    /// The path of the control requests, on any host. They show and change the state of the sandbox itself.
    /// </summary>
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

    /// <summary>Creates a sandbox.</summary>
    /// <param name="clock">The sandbox time.</param>
    /// <param name="options">The options for a new sandbox.</param>
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

    /// <summary>
    /// Called with everything that a request has changed, before its answer is returned. If it throws, the answer is a
    /// 500.
    /// </summary>
    public Action<IReadOnlyList<StateRecord>>? Persist { get; set; }

    /// <summary>
    /// Called with the changed entities after every request and every manual change, before the answer is returned. It
    /// is for a checker in the same process, which only reads.
    /// </summary>
    internal Action<IReadOnlyList<IEntity>>? Witness
    {
        get;
        set
        {
            field = value;
            _state.Witnessed = value is null ? null : [];
        }
    }

    /// <summary>The ground truth, for the same checker. Do not read it while another thread sends requests.</summary>
    internal SandboxState Truth => _state;

    /// <summary>How to reach this sandbox over sockets, for <c>GET connect</c>. Null if it is in memory.</summary>
    public SandboxConnection? Connection
    {
        get => _control.Connection;
        set => _control.Connection = value;
    }

    /// <summary>The identity that may rotate credentials.</summary>
    public SandboxOperator Operator
    {
        get
        {
            lock (_lock)
            {
                return new SandboxOperator(
                    _state.Operator.TenantId,
                    _state.Operator.ClientId,
                    _state.Operator.ClientSecret);
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

    /// <summary>
    /// Returns whether the sandbox answers for a host name. The name has no port, and its case does not matter.
    /// </summary>
    public bool KnowsHost(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        lock (_lock)
        {
            return NeighbourAt(host.ToLowerInvariant()) is not null;
        }
    }

    /// <summary>Answers a request. It never throws.</summary>
    public SandboxResponse Handle(SandboxRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            // The clock moves outside the lock, because timers that become due may send requests from any thread.
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
            // The cause is a defect of the sandbox or a full disk. The client sees a server error with the exception.
            return Reply.Json(500, new { error = new { code = "SandboxFailure", message = e.ToString() } })
                .With("Date", _clock.GetUtcNow().ToString("r"))
                .Send();
        }
    }

    /// <summary>Returns a handler through which any HTTP client reaches this sandbox without a socket.</summary>
    /// <remarks>A dropped answer and an unknown host are reported as <see cref="HttpRequestException"/>.</remarks>
    public HttpMessageHandler CreateHandler() => new SandboxHandler(this, _clock);

    /// <summary>Returns everything that must survive a restart.</summary>
    public IReadOnlyList<StateRecord> Export()
    {
        lock (_lock)
        {
            return _state.Export(_clock.GetUtcNow());
        }
    }

    /// <summary>
    /// Restores the state from kept records. Later records override earlier ones, and a null value deletes. The clock
    /// moves ahead to its kept position, never back.
    /// </summary>
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

    /// <summary>Creates a tenant with the operator's service principal. An existing tenant stays unchanged.</summary>
    public void AddTenant(Guid tenantId) => Build(() => _builder.AddTenant(tenantId));

    /// <summary>Creates a vault. An existing vault stays unchanged.</summary>
    /// <param name="name">The first label of its host name.</param>
    /// <param name="tenantId">The tenant that the vault trusts. Null for the operator's tenant.</param>
    public void AddVault(string name, Guid? tenantId = null) => Build(() => _builder.AddVault(name, tenantId));

    /// <summary>
    /// Creates an application, or only a service principal if <see cref="NewApplication.ServicePrincipalOnly"/> is set.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The tenant does not exist, or has an application with that client ID, or the application is registered in
    /// another tenant.
    /// </exception>
    public SandboxApplication AddApplication(NewApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return Build(() => _builder.AddApplication(application));
    }

    /// <summary>
    /// Finds an application, or a service principal without an application, by its client ID. Returns null if there is
    /// none.
    /// </summary>
    /// <param name="appId">The client ID.</param>
    /// <param name="tenantId">The tenant. Null for any tenant.</param>
    public SandboxApplication? FindApplication(Guid appId, Guid? tenantId = null)
    {
        lock (_lock)
        {
            return _builder.FindApplication(appId, tenantId);
        }
    }

    /// <summary>Writes a secret manually, like a person in the Azure portal.</summary>
    /// <param name="vault">The name of the vault.</param>
    /// <param name="name">The name of the secret.</param>
    /// <param name="value">The value.</param>
    /// <param name="tags">The tags. None by default.</param>
    /// <param name="expiresOn">When the secret expires, which is informational. Null by default.</param>
    /// <param name="enabled">Whether the value can be read. The default is true.</param>
    /// <returns>The identifier of the new version.</returns>
    /// <exception cref="InvalidOperationException">The vault does not exist, or the name is soft-deleted.</exception>
    public string SetSecret(
        string vault,
        string name,
        string value,
        IReadOnlyDictionary<string, string>? tags = null,
        DateTimeOffset? expiresOn = null,
        bool enabled = true) =>
        Build(() => _builder.SetSecret(vault, name, value, tags, expiresOn, enabled));

    /// <summary>
    /// Fails a vault over. Until <see cref="FailBack"/> it accepts no writes, and reads show an earlier state.
    /// </summary>
    /// <param name="vault">The name of the vault.</param>
    /// <param name="staleBy">
    /// The age of the state that reads show, from 0 to 15 minutes. It reaches only as far back as this process has seen
    /// the vault.
    /// </param>
    /// <exception cref="InvalidOperationException">The vault does not exist.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="staleBy"/> is negative or more than 15 minutes.
    /// </exception>
    public void FailOver(string vault, TimeSpan staleBy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(staleBy, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(staleBy, VaultHistory.Longest);
        Build(() => _builder.FailOver(_builder.Vault(vault), over: true, staleBy));
    }

    /// <summary>Ends the failover of a vault. Everything that was written before it is visible again.</summary>
    /// <param name="vault">The name of the vault.</param>
    /// <exception cref="InvalidOperationException">The vault does not exist.</exception>
    public void FailBack(string vault) =>
        Build(() => _builder.FailOver(_builder.Vault(vault), over: false, staleBy: null));

    /// <summary>
    /// Returns every secret value that was made or stored here since the start, including removed ones and the
    /// operator's. None of them may appear in a log.
    /// </summary>
    public IEnumerable<string> EverySecretText()
    {
        lock (_lock)
        {
            return [.. _state.SecretTexts];
        }
    }

    private string DateOf(string host, DateTimeOffset now)
    {
        if (_state.DatesAhead.Count > 0
            && NeighbourAt(host) is { } neighbour
            && _state.DatesAhead.TryGetValue(neighbour.Name, out var ahead))
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
            return Reply.Json(404, new
            {
                error = new { code = "NotFound", message = $"The sandbox does not answer for {call.Host}." }
            });
        }

        var route = neighbour.Route(call.Method, call.Segments);
        var reply = neighbour.Refuse(call, out var caller) ?? Strike(neighbour, route, call, caller);
        _requests.Add(neighbour.Name, route, reply);
        return reply;
    }

    /// <summary>
    /// Serves an authenticated request, unless a fault is in force for it. A fault applies before or after the request
    /// takes effect.
    /// </summary>
    private Reply Strike(INeighbour neighbour, string route, Call call, Caller? caller)
    {
        if (_faults.IsEmpty
            || _faults.Meet(neighbour.Name, route, neighbour.TargetOf(call, caller)) is not { } fault)
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

    /// <summary>Applies the same change as <c>POST world</c>, for a simulation in the same process.</summary>
    internal void Change(WorldChange change) => Build(() => _control.Apply(change));

    /// <summary>
    /// Returns whether an application could log in with a secret at a time that is not later than now. It sends no
    /// request and counts none.
    /// </summary>
    internal LogInVerdict JudgeLogIn(Guid tenantId, Guid appId, string secret, DateTimeOffset at) =>
        _login.Judge(tenantId, appId, secret, at);

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
