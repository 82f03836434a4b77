using Microsoft.Extensions.Logging;
using RotationService.Audit;
using RotationService.Azure;
using RotationService.Cli;
using RotationService.Core.Auditing;
using RotationService.Core.Timing;
using RotationService.Core.Diagnostics;
using RotationService.Core.Discovery;
using RotationService.Core.Display;
using RotationService.Core.Matching;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Sweeping;
using RotationService.Narration;
using RotationService.Output;

namespace RotationService.Composition;

/// <summary>The composition root: everything that a verb about applications works with.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly Surroundings _surroundings;
    private readonly AzureConnection _azure;
    private readonly LoggedEvents _events;
    private AuditLog? _audit;

    private Service(Surroundings surroundings, ProcessSettings settings, OperationalLog loggers, LoggedEvents events)
    {
        _surroundings = surroundings;
        Settings = settings;
        Loggers = loggers;
        _events = events;
        Clock = new ServiceClock(surroundings.Time);
        _azure = new AzureConnection(surroundings.Azure, Clock);
    }

    private static int Parallelism { get; } = OpenFiles.Parallelism(Sweeper.DefaultParallelism);

    /// <summary>The process's settings.</summary>
    public ProcessSettings Settings { get; }

    /// <summary>The operational log.</summary>
    public OperationalLog Loggers { get; }

    /// <summary>The last sweep that ended; null if none has.</summary>
    public SweepReport? LastSweep => _events.LastSweep;

    /// <summary>The services' time.</summary>
    public ServiceClock Clock { get; }

    /// <summary>The requests sent so far.</summary>
    public CallTotals Calls => new(_azure.Calls.Graph, _azure.Calls.Vault, _azure.Calls.Token);

    /// <summary>Opens it. Sends nothing to Azure yet.</summary>
    public static async Task<Service> OpenAsync(Invocation invocation, PolicySet policies, ServiceOptions options, CancellationToken cancellationToken)
    {
        var settings = ProcessSettings.Load(invocation.Settings);
        var loggers = OperationalLog.Create(settings.Configuration, invocation.Verbosity);
        try
        {
            var surroundings = await Surroundings.OpenAsync(invocation, policies, settings, options.Speed, cancellationToken);
            try
            {
                return new Service(surroundings, settings, loggers, EventsFor(invocation, options, settings, surroundings, loggers));
            }
            catch
            {
                await surroundings.DisposeAsync();
                throw;
            }
        }
        catch
        {
            loggers.Dispose();
            throw;
        }
    }

    /// <summary>Makes what policies name, in a sandbox of this process; nothing anywhere else.</summary>
    public void Furnish(PolicySet policies) => _surroundings.Furnish(policies);

    /// <summary>What the directory shows of all applications and of the service principals that policies name, and of their secrets.</summary>
    public async Task<Call<Inventory>> DiscoverAsync(PolicySet policies, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var listed = await DirectoryListing.ReadAsync(_azure.Directory, policies, newSieve: null, progress, Ownership.Unknown, Parallelism, cancellationToken);
        return listed.Failure is { } failure
            ? new Call<Inventory>(failure)
            : new Call<Inventory>(Inventory.Of(listed.Value.Applications, policies, Clock.Now, listed.Value.Ownership) with { Unlisted = listed.Value.Unlisted });
    }

    /// <summary>Who walks the path of a rotation without making one.</summary>
    public Doctor Doctor() => new(_azure.Directory, _azure.Vaults, new FreshIdentifiers(), Clock, LookOnly());

    /// <summary>A sweeper that can only look: the audit log is read and neither locked nor made.</summary>
    public Sweeper LookOnly() => NewSweeper(new ReadOnlyAuditLog(Settings.AuditPath));

    /// <summary>A sweeper that acts: the audit log is this process's own from here on.</summary>
    /// <exception cref="AuditLogException">Another process writes it, or its chain is broken.</exception>
    public Sweeper Acting()
    {
        _audit = AuditLog.Open(
            new AuditPlace(Settings.AuditPath) { AllowsOthersToWrite = Settings.AllowsWorldWritableAudit },
            _surroundings.Time,
            Loggers.CreateLogger<AuditLog>(),
            $"rotation-service {typeof(Service).Assembly.GetName().Version?.ToString(3)}, process {Environment.ProcessId} on {Environment.MachineName}",
            Folder.Flush);
        return NewSweeper(_audit);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _audit?.Dispose();
        _azure.Dispose();
        await _surroundings.DisposeAsync();
        Loggers.Dispose();
    }

    private static LoggedEvents EventsFor(Invocation invocation, ServiceOptions options, ProcessSettings settings, Surroundings surroundings, ILoggerFactory loggers)
    {
        var narrator = options.Narrates && invocation.Verbosity != Verbosity.Quiet
            ? new Narrator(
                // With JSON, standard output is the one document and nothing else.
                invocation.Output == OutputFormat.Json ? invocation.Terminal with { Out = invocation.Terminal.Error, IsTerminal = false, HasColour = false } : invocation.Terminal,
                new Whereabouts(surroundings.Description, settings.AuditPath, StatusCommand(invocation)))
            : null;
        return new LoggedEvents(loggers.CreateLogger<LoggedEvents>(), narrator);
    }

    private static string StatusCommand(Invocation invocation)
    {
        var policies = invocation.PoliciesPath == CommonOptions.DefaultPolicies ? "" : ShellCommand.Of($" --policies {invocation.PoliciesPath}");
        var sandbox = invocation.Sandbox switch
        {
            null => "",
            Arguments.InProcess => " --sandbox",
            var url => ShellCommand.Of($" --sandbox={url}"),
        };
        return OwnCommand.Typed($"status{policies}{sandbox}");
    }

    private Sweeper NewSweeper(IAuditLog audit) =>
        new(_azure.Directory, _azure.Vaults, _azure.Tokens, audit, new FreshIdentifiers(), _events, Clock, Oblivion.Around(_surroundings.Idle), Parallelism, lookEvery: Settings.LookEvery);
}
