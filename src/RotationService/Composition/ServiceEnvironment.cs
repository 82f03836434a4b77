using RotationService.Azure;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Sweeping;
using RotationService.LocalSandbox;
using RotationService.Sandbox.Hosting;
using RotationService.Settings;

namespace RotationService.Composition;

/// <summary>
/// The environment in which the service works: the real tenant, a sandbox in this process, or a sandbox that runs
/// elsewhere. Provides its clock and its way of waiting.
/// </summary>
internal sealed class ServiceEnvironment : IAsyncDisposable
{
    /// <summary>The folder, in the current directory, in which the sandbox is stored.</summary>
    public const string SandboxDirectory = ".sandbox";

    /// <summary>The longest single timer. The limit of the runtime is 49 days.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(20);

    /// <summary>A little more than the second between two readings of the clock of an attached sandbox.</summary>
    private static readonly TimeSpan DrawLevel = TimeSpan.FromSeconds(1.3);

    private readonly ISandboxSession? _sandbox;
    private readonly HttpMessageHandler? _handler;

    private ServiceEnvironment(
        TimeProvider time,
        AzureOptions azure,
        Idle idle,
        string description,
        ISandboxSession? sandbox = null,
        HttpMessageHandler? handler = null)
    {
        Time = time;
        Azure = azure;
        Idle = idle;
        Description = description;
        _sandbox = sandbox;
        _handler = handler;
    }

    /// <summary>The local clock of the environment.</summary>
    public TimeProvider Time { get; }

    /// <summary>The options for the connection to Azure.</summary>
    public AzureOptions Azure { get; }

    /// <summary>Waits in the time of the environment.</summary>
    public Idle Idle { get; }

    /// <summary>A description of the environment, for messages.</summary>
    public string Description { get; }

    /// <summary>
    /// Creates the applications and vaults that policies name, if this process runs the sandbox. Does nothing
    /// otherwise.
    /// </summary>
    public Action<PolicySet> CreateMissing { get; private init; } = _ => { };

    /// <summary>Whether the environment is a sandbox.</summary>
    public bool IsSandbox => _sandbox is not null;

    /// <summary>Opens the environment that the settings select. Never falls back to another one.</summary>
    /// <exception cref="UsageException">The sandbox cannot be used.</exception>
    public static Task<ServiceEnvironment> OpenAsync(
        ServiceSettings settings,
        CancellationToken cancellationToken) =>
        settings.Sandbox switch
        {
            null => Task.FromResult(RealTenant(settings.Policies, settings.Process)),
            { Url: null } => OwnSandboxAsync(settings, cancellationToken),
            { Url: { } url } => AttachedAsync(url, settings.Policies, cancellationToken),
        };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _handler?.Dispose();
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }
    }

    private static ServiceEnvironment RealTenant(PolicySet policies, ProcessSettings settings)
    {
        return new ServiceEnvironment(
            TimeProvider.System,
            new AzureOptions { Cloud = settings.Cloud, TenantId = policies.TenantId, Tenants = policies.Tenants },
            (wait, cancellationToken) => DelayAsync(wait, TimeProvider.System, cancellationToken),
            policies switch
            {
                { Tenants: [var only] } => $"tenant {only}",
                { Tenants.Count: > 1 } => $"{policies.Tenants.Count} tenants",
                { TenantId: { } tenant } => $"tenant {tenant}",
                _ => "the identity's own tenant",
            });
    }

    private static async Task<ServiceEnvironment> OwnSandboxAsync(
        ServiceSettings settings,
        CancellationToken cancellationToken)
    {
        var (policies, speed) = (settings.Policies, settings.Speed);
        var options = new SandboxHostOptions
        {
            Directory = SandboxDirectory,
            World = SandboxWorld.Options(policies),
            Begin = engine => SandboxWorld.CreateMissing(engine, policies, isNew: true),
        };
        var session = await SandboxSuccession.OpenAsync(
            options,
            TimeProvider.System,
            successor => Succeed(settings, successor),
            cancellationToken);
        if (session is SandboxSuccession succession)
        {
            settings.Notify(
                $"the sandbox in {SandboxDirectory} is run by another process; attached to it at {session.Url}");
            try
            {
                await KnockAsync(session, cancellationToken);
                return Around(
                    session,
                    policies,
                    (wait, token) => IdleAsync(succession, wait, speed, token),
                    $"the sandbox at {session.Url}",
                    changed => CreateMissingIfOurs(succession, changed));
            }
            catch
            {
                await session.DisposeAsync();
                throw;
            }
        }

        var host = (SandboxHost)session;
        try
        {
            SandboxWorld.CreateMissing(host.Engine, policies, isNew: false);
            return Around(
                host,
                policies,
                new SandboxPace(host, speed).IdleAsync,
                $"the sandbox in {SandboxDirectory}/",
                changed => SandboxWorld.CreateMissing(host.Engine, changed, isNew: false));
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static void Succeed(ServiceSettings settings, SandboxHost host)
    {
        settings.Notify(
            $"the process that ran the sandbox in {SandboxDirectory} has ended; this process runs it now");
        SandboxWorld.CreateMissing(host.Engine, settings.Policies, isNew: false);
    }

    private static void CreateMissingIfOurs(SandboxSuccession succession, PolicySet policies)
    {
        if (succession.Host is { } host)
        {
            SandboxWorld.CreateMissing(host.Engine, policies, isNew: false);
        }
    }

    /// <summary>
    /// Waits by the clock of the process that runs the sandbox. If this process takes the sandbox over, it waits the
    /// rest at the requested speed.
    /// </summary>
    private static async Task IdleAsync(
        SandboxSuccession sandbox,
        TimeSpan wait,
        double speed,
        CancellationToken cancellationToken)
    {
        var end = sandbox.Time.GetUtcNow() + wait;
        if (sandbox.Host is null)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, sandbox.Hosting);
            await DelayAsync(wait, sandbox.Time, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (sandbox.Host is { } host && end - sandbox.Time.GetUtcNow() is { Ticks: > 0 } left)
        {
            await new SandboxPace(host, speed, sandbox.DrawLevelAsync).IdleAsync(left, cancellationToken);
        }
    }

    private static async Task<ServiceEnvironment> AttachedAsync(
        string url,
        PolicySet policies,
        CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            throw new UsageException(
                $"--sandbox={url} is not a URL; write --sandbox=https://localhost:8443, or --sandbox alone to run it in this process");
        }

        try
        {
            var session = await SandboxAttachment.ConnectAsync(address, TimeProvider.System, cancellationToken);
            return Around(
                session,
                policies,
                (wait, token) => DelayAsync(wait, session.Time, token),
                $"the sandbox at {session.Url}");
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--sandbox={url}: {exception.Message}");
        }
        catch (FormatException exception)
        {
            throw new UsageException($"--sandbox={url}: {exception.Message}");
        }
    }

    private static ServiceEnvironment Around(
        ISandboxSession session,
        PolicySet policies,
        Idle idle,
        string description,
        Action<PolicySet>? create = null)
    {
        var handler = session.Transport.CreateHandler();
        handler.PooledConnectionIdleTimeout = AzureConnection.IdleConnectionTimeout;
        handler.AutomaticDecompression = System.Net.DecompressionMethods.All; // As for the real network.
        var identity = session.Identity;
        var tenant = policies.TenantId ?? identity.TenantId;
        var azure = new AzureOptions
        {
            TenantId = tenant,
            Tenants = policies.Tenants,
            Operator = new OperatorSecret(tenant, identity.ClientId, new SecretText(identity.ClientSecret)),
            Handler = handler,
        };
        return new ServiceEnvironment(session.Time, azure, idle, description, session, handler)
        {
            CreateMissing = create ?? (_ => { })
        };
    }

    private static async Task DelayAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var left = wait; left > TimeSpan.Zero; left -= LongestTimer)
        {
            await Task.Delay(left < LongestTimer ? left : LongestTimer, time, cancellationToken);
        }
    }

    /// <summary>
    /// Sends a request that shows the process with the sandbox that another process uses it, so that it stops advancing
    /// its clock, and waits until this process's copy of the clock has caught up.
    /// </summary>
    private static async Task KnockAsync(ISandboxSession session, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(session.Transport.CreateHandler());
        using var answer = await client.GetAsync(
            new Uri("https://login.microsoftonline.com/common/discovery/instance?api-version=1.1&authorization_endpoint=https%3A%2F%2Flogin.microsoftonline.com%2Fcommon%2Foauth2%2Fv2.0%2Fauthorize"),
            cancellationToken);
        await Task.Delay(DrawLevel, TimeProvider.System, cancellationToken);
    }
}
