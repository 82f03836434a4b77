using Microsoft.Extensions.Logging;
using RotationService.Audit;
using RotationService.Azure;
using RotationService.Core.Auditing;
using RotationService.Core.Diagnostics;
using RotationService.Core.Discovery;
using RotationService.Core.Matching;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Timing;
using RotationService.Hosting;
using RotationService.Narration;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Composition;

/// <summary>The composition root: everything that works on applications.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly ServiceEnvironment _environment;
    private readonly AzureConnection _azure;
    private readonly EventListeners _listeners;
    private readonly LoggedEvents _logged;
    private AuditLog? _audit;

    private Service(ServiceEnvironment environment, ProcessSettings settings, OperationalLog loggers)
    {
        _environment = environment;
        Settings = settings;
        Loggers = loggers;
        _logged = new LoggedEvents(loggers.CreateLogger<LoggedEvents>());
        _listeners = new EventListeners(loggers.CreateLogger<EventListeners>());
        _listeners.Add(_logged);
        Clock = new ServiceClock(environment.Time);
        _azure = new AzureConnection(environment.Azure, Clock);
    }

    private static int Parallelism { get; } = OpenFiles.Parallelism(Sweeper.DefaultParallelism);

    /// <summary>The process's settings.</summary>
    public ProcessSettings Settings { get; }

    /// <summary>The operational log.</summary>
    public OperationalLog Loggers { get; }

    /// <summary>The last sweep that ended; null if none has.</summary>
    public SweepReport? LastSweep => _logged.LastSweep;

    /// <summary>The services' time.</summary>
    public ServiceClock Clock { get; }

    /// <summary>The requests sent so far.</summary>
    public CallTotals Calls => new(_azure.Calls.Graph, _azure.Calls.Vault, _azure.Calls.Token);

    /// <summary>Where the service works, for people.</summary>
    public string Place => _environment.Description;

    /// <summary>Opens it. Sends nothing to Azure yet.</summary>
    /// <exception cref="UsageException">A setting is wrong, or the sandbox cannot be used.</exception>
    public static async Task<Service> OpenAsync(ServiceSettings settings, CancellationToken cancellationToken)
    {
        var loggers = OperationalLog.Create(settings.Process.Configuration, settings.Verbosity);
        try
        {
            var environment = await ServiceEnvironment.OpenAsync(settings, cancellationToken);
            try
            {
                return new Service(environment, settings.Process, loggers);
            }
            catch
            {
                await environment.DisposeAsync();
                throw;
            }
        }
        catch
        {
            loggers.Dispose();
            throw;
        }
    }

    /// <summary>Has a narrator tell what the sweeps do, before the first of them.</summary>
    public void NarrateTo(Narrator narrator)
    {
        _logged.IsNarrated = true;
        _listeners.Add(narrator);
    }

    /// <summary>Creates the applications and vaults that policies name, where this process runs the sandbox; nothing anywhere else.</summary>
    public void CreateMissing(PolicySet policies) => _environment.CreateMissing(policies);

    /// <summary>What the directory shows of all applications and of the service principals that policies name, and of their secrets.</summary>
    public async Task<Call<Inventory>> DiscoverAsync(PolicySet policies, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var listed = await DirectoryListing.ReadAsync(_azure.Directory, policies, newFilter: null, progress, Ownership.Unknown, Parallelism, cancellationToken);
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
            _environment.Time,
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
        await _environment.DisposeAsync();
        Loggers.Dispose();
    }

    private Sweeper NewSweeper(IAuditLog audit) =>
        new(
            new RotationDependencies(
                _azure.Directory,
                _azure.Vaults,
                _azure.Tokens,
                audit,
                new FreshIdentifiers(),
                _listeners,
                Clock),
            MemoryScrubber.Around(_environment.Idle),
            Parallelism,
            Settings.VaultCheckEverySweeps);
}
