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

/// <summary>The composition root: creates and holds the objects that work on applications.</summary>
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

    /// <summary>The settings of the process.</summary>
    public ProcessSettings Settings { get; }

    /// <summary>The operational log.</summary>
    public OperationalLog Loggers { get; }

    /// <summary>The report of the last sweep that ended. Null if none has.</summary>
    public SweepReport? LastSweep => _logged.LastSweep;

    /// <summary>The clock of the services.</summary>
    public ServiceClock Clock { get; }

    /// <summary>The number of requests sent so far.</summary>
    public CallTotals Calls => new(_azure.Calls.Graph, _azure.Calls.Vault, _azure.Calls.Token);

    /// <summary>The tenant or sandbox in which the service works, for messages.</summary>
    public string Place => _environment.Description;

    /// <summary>Creates the service. Sends nothing to Azure.</summary>
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

    /// <summary>Adds a narrator that shows what the sweeps do. Call it before the first sweep.</summary>
    public void NarrateTo(Narrator narrator)
    {
        _logged.IsNarrated = true;
        _listeners.Add(narrator);
    }

    /// <summary>
    /// Creates the applications and vaults that policies name, if this process runs the sandbox. Does nothing
    /// otherwise.
    /// </summary>
    public void CreateMissing(PolicySet policies) => _environment.CreateMissing(policies);

    /// <summary>
    /// Lists all applications, the service principals that policies name, and their credentials, as the directory shows
    /// them.
    /// </summary>
    public async Task<Call<Inventory>> DiscoverAsync(
        PolicySet policies,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        var listed = await DirectoryListing.ReadAsync(
            _azure.Directory,
            policies,
            newFilter: null,
            progress,
            Ownership.Unknown,
            Parallelism,
            cancellationToken);
        return listed.Failure is { } failure
            ? new Call<Inventory>(failure)
            : new Call<Inventory>(
                Inventory.Of(listed.Value.Applications, policies, Clock.Now, listed.Value.Ownership) with
                {
                    Unlisted = listed.Value.Unlisted
                });
    }

    /// <summary>Creates the diagnosis that checks every step of a rotation without making one.</summary>
    public Doctor Doctor() => new(_azure.Directory, _azure.Vaults, new FreshIdentifiers(), Clock, LookOnly());

    /// <summary>Creates a sweeper that only reads. It reads the audit log and neither locks nor creates it.</summary>
    public Sweeper LookOnly() => NewSweeper(new ReadOnlyAuditLog(Settings.AuditPath));

    /// <summary>Creates a sweeper that acts. From now on the audit log belongs to this process.</summary>
    /// <exception cref="AuditLogException">
    /// The audit log cannot be opened, its place is not acceptable, another process writes it, or its chain is broken.
    /// </exception>
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
