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
public sealed partial class SandboxEngine
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
    private readonly SandboxServices _services;
    private readonly RequestDispatcher _dispatcher;
    private readonly ControlService _control;
    private readonly DateHeader _dates;

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
        _services = new SandboxServices(
            _state,
            new GraphService(_state, clock, tokens, quotas),
            new TokenService(_state, clock, tokens),
            new VaultService(_state, clock, tokens, quotas));
        var faults = new FaultPlan();
        var requests = new RequestCount();
        _control = new ControlService(_state, clock, _builder, faults, requests, quotas, _services.FaultRouteOf);
        _dispatcher = new RequestDispatcher(_services, _control, faults, requests);
        _dates = new DateHeader(_state, _services);
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
            return _services.At(host.ToLowerInvariant()) is not null;
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
                var reply = _dispatcher.Serve(new Call(request, _state.Generator.Guid()));
                reply.Headers.TryAdd("Date", _dates.Of(request.Host, now));
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

    /// <summary>
    /// Returns whether an application could log in with a secret at a time that is not later than now. It sends no
    /// request and counts none.
    /// </summary>
    internal LogInVerdict JudgeLogIn(Guid tenantId, Guid appId, string secret, DateTimeOffset at) =>
        _services.JudgeLogIn(tenantId, appId, secret, at);

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
