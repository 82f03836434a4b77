using System.Text.Json;
using RotationService.Sandbox.Faults;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.Quotas;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Control;

/// <summary>Answers the requests under <c>/_sandbox/</c>, which belong to no Azure service and need no token.</summary>
internal sealed class ControlService(
    SandboxState state,
    SandboxClock clock,
    WorldBuilder builder,
    FaultPlan faults,
    RequestCount requests,
    QuotaBook quotas,
    Func<string?, string, IReadOnlyList<string>, string> faultRouteOf)
{
    private const int MostSeeded = 100_000;
    private readonly WorldChanger _world = new(state, clock, builder, quotas);

    public SandboxConnection? Connection { get; set; }

    /// <summary>
    /// Carries out a valid <c>POST clock</c> and ignores other requests. <see cref="Answer"/> answers the request
    /// afterwards.
    /// </summary>
    public void MoveClock(SandboxRequest request)
    {
        if (request.Method != "POST" || request.PathAndQuery.TrimEnd('/') != $"{SandboxEngine.ControlPath}clock")
        {
            return;
        }

        try
        {
            if (Read<ClockCommand>(request.Body) is not { IsValid: true } command)
            {
                return;
            }

            clock.Speed = command.Speed ?? clock.Speed;
            if (command.Advance is { } by)
            {
                clock.Advance(by);
            }
        }
        catch (ControlException)
        {
            // Answer reads the same body and reports what is wrong with it.
        }
    }

    /// <summary>Applies a change like <c>POST world</c>.</summary>
    public void Apply(WorldChange change) => _world.Apply(change);

    public Reply Answer(Call call)
    {
        try
        {
            return (call.Method, call.Segments) switch
            {
                ("GET", [_, "state"]) => Reply.Json(200, StateView.Of(state, clock.GetUtcNow())),
                ("POST", [_, "seed"]) => Seed(Read<SeedCommand>(call.Body)),
                ("GET", [_, "clock"]) => Clock(),
                ("POST", [_, "clock"]) => ClockMoved(Read<ClockCommand>(call.Body)),
                ("POST", [_, "faults"]) => Faults(call),
                ("POST", [_, "world"]) => World(Read<WorldChange>(call.Body)),
                ("GET", [_, "requests"]) => Reply.Json(200, requests.View()),
                ("DELETE", [_, "requests"]) => Reset(),
                ("GET", [_, "connect"]) => Connect(),
                _ => Error(404, $"The sandbox has no {call.Method} {call.Path}."),
            };
        }
        catch (Exception e) when (e is ControlException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return Error(400, e.Message);
        }
    }

    private Reply Clock() => Reply.Json(200, new { now = clock.GetUtcNow(), speed = clock.Speed });

    private Reply ClockMoved(ClockCommand command)
    {
        if (!command.IsValid)
        {
            throw new ControlException("advance and speed must be 0 or more");
        }

        state.Touch(new ClockPosition { Now = clock.GetUtcNow() });
        return Clock();
    }

    private Reply Seed(SeedCommand command)
    {
        if (command.Count is < 0 or > MostSeeded)
        {
            throw new ControlException($"count must be from 0 to {MostSeeded}");
        }

        var tenant = command.TenantId ?? state.Operator.TenantId;
        var taken = state.List(tenant, EntryKind.ServicePrincipal)
            .Select(e => e.DisplayName)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        var made = new List<object>();
        while (made.Count < command.Count)
        {
            var name = $"{command.NamePrefix}{++number:0000}";
            if (taken.Add(name))
            {
                made.Add(StateView.Seeded(builder.AddApplication(new NewApplication
                {
                    DisplayName = name,
                    TenantId = command.TenantId,
                    Tags = command.Tags,
                    SignInAudience = command.SignInAudience,
                    Owned = command.Owned,
                    Owners = command.Owners,
                    ServicePrincipalOnly = command.ServicePrincipalOnly,
                    Credentials = command.Credentials,
                })));
            }
        }

        return Reply.Json(200, new { applications = made });
    }

    private Reply Faults(Call call)
    {
        var text = call.Body.Span.TrimStart(" \t\r\n"u8);
        IReadOnlyList<FaultRule> rules = text is [(byte)'{', ..]
            ? [Read<FaultRule>(call.Body)]
            : Read<IReadOnlyList<FaultRule>>(call.Body);
        faults.Replace([.. rules.Select(r => (Check(r), RouteOf(r)))]);
        return Reply.Json(200, new { faults = rules.Count });
    }

    private static FaultRule Check(FaultRule rule)
    {
        if (rule.Host is not (null or "graph" or "login" or "vault"))
        {
            throw new ControlException($"host: '{rule.Host}' is not graph, login or vault");
        }

        if (rule is { Status: null, Body: null, Padding: 0, Headers: null or { Count: 0 }, Drop: false }
            && rule.Delay == TimeSpan.Zero)
        {
            throw new ControlException("a fault needs a status, headers, a body, padding, a drop or a delay");
        }

        var least = rule.Body is null ? 400 : 200;
        return rule is { Nth: >= 1, Times: >= 1, Padding: >= 0, Status: null or <= 599 }
            && !(rule.Status < least)
            && rule.Delay >= TimeSpan.Zero
                ? rule
                : throw new ControlException(
                    "nth and times must be 1 or more, status from 400 to 599 (with a body, from 200), delay and padding 0 or more");
    }

    private string? RouteOf(FaultRule rule)
    {
        if (rule.Route is not { } route)
        {
            return null;
        }

        return route.Split(' ', 2) is [var method, ['/', ..] path]
            ? faultRouteOf(
                rule.Host,
                method.ToUpperInvariant(),
                [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries)])
            : throw new ControlException(
                $"route: '{route}' is not of the form 'POST /applications/{{id}}/addPassword'");
    }

    private Reply World(WorldChange change) => Reply.Json(200, new
    {
        added = _world.Apply(change).Select(a => new
        {
            a.AppId,
            a.Credential.KeyId,
            a.Credential.DisplayName,
            a.Credential.StartDateTime,
            a.Credential.EndDateTime,
            a.Credential.SecretText
        }),
    });

    private Reply Reset()
    {
        requests.Reset();
        return Reply.Empty(204);
    }

    private Reply Connect() => Reply.Json(200, new
    {
        tenantId = state.Operator.TenantId,
        @operator = new { clientId = state.Operator.ClientId, clientSecret = state.Operator.ClientSecret },
        vaults = state.Vaults.Where(v => !v.Deleted).Select(StateView.Address),
        url = Connection?.Url,
        proxy = Connection?.Proxy,
        ca = Connection?.Ca,
        caPem = Connection?.CaPem,
    });

    private static T Read<T>(ReadOnlyMemory<byte> body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, SandboxJson.Strict)
                ?? throw new ControlException("the body is missing");
        }
        catch (JsonException e)
        {
            throw new ControlException($"{e.Path}: {e.Message}");
        }
    }

    private static Reply Error(int status, string message) =>
        Reply.Json(status, new { error = new { code = status == 404 ? "NotFound" : "BadRequest", message } });
}
