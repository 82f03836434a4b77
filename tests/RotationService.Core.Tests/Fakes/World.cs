using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Timing;
using RotationService.TestKit.Clocks;
using RotationService.TestKit.Fakes;

namespace RotationService.Core.Tests.Fakes;

/// <summary>A directory, vaults and a token endpoint in memory, as simple as can be: what the sandbox knows of Azure's moods is tested there.</summary>
internal sealed class World : IDirectory, IVaults, ITokenEndpoint, IAuditLog, IIdentifiers, IRotationEvents
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<Uri, IVault> _vaults = [];
    private readonly AuditInMemory _audit = new();
    private int _ids;
    private int _credentials;

    public World()
    {
        Time = new LeapingTime(Start);
        Clock = new ServiceClock(Time);
    }

    public LeapingTime Time { get; }

    public ServiceClock Clock { get; }

    public List<FakeApplication> Applications { get; } = [];

    public IReadOnlyList<AuditRecord> Audit => _audit.Records;

    public List<(Step Step, StepOutcome Outcome, Reason Reason)> Steps { get; } = [];

    public List<Exception> Defects { get; } = [];

    public List<SweepReport> Sweeps { get; } = [];

    public List<SweepProgress> Progress { get; } = [];

    /// <summary>The acts that have begun, and what ended of them.</summary>
    public List<string> Events { get; } = [];

    /// <summary>What was said of each step, for people.</summary>
    public List<string> Said { get; } = [];

    /// <summary>How many policies each sweep began with.</summary>
    public List<int> Begun { get; } = [];

    public List<ApplicationReport> Reports { get; } = [];

    /// <summary>Consulted before each call, by its name; what it returns the call fails with, unapplied.</summary>
    public Func<string, CallFailure?> Fault { get; set; } = _ => null;

    /// <summary>Consulted after each change, get and log-in, by its name; what it returns the call fails with, although it was applied.</summary>
    public Func<string, CallFailure?> LostAnswer { get; set; } = _ => null;

    /// <summary>Consulted before each call but a log-in, by its name: nothing comes of the call until what it returns has ended.</summary>
    public Func<string, Task> Held { get; set; } = _ => Task.CompletedTask;

    public bool AuditIsWritable { get; set; } = true;

    public bool AuditIsReadable { get; set; } = true;

    public DirectoryRight Right { get; set; } = DirectoryRight.Granted;

    public OwnIdentity Identity { get; set; } = new(Guid.Parse("00000000-0000-0000-0000-0000000000ee"), "Application.ReadWrite.OwnedBy", IsPerson: false);

    /// <summary>Who we are in single tenants.</summary>
    public Dictionary<Guid, OwnIdentity> Identities { get; } = [];

    public CredentialRestrictions Restrictions { get; set; } = CredentialRestrictions.None;

    public LogInAnswer? LogInsAnswer { get; set; }

    public TimeSpan? LogInsRetryAfter { get; set; }

    public int AddPasswords { get; private set; }

    public static CallFailure Lost { get; } = new(CallFailureKind.Ambiguous, "the connection was cut");

    public FakeApplication Add(string displayName, string? audience = "AzureADMyOrg", Guid? tenantId = null)
    {
        var application = new FakeApplication(NewGuid(), NewGuid(), displayName, audience) { TenantId = tenantId };
        Applications.Add(application);
        return application;
    }

    public FakeCredential AddByHand(FakeApplication application, TimeSpan endsIn, string displayName = "by hand")
    {
        var credential = NewCredential(displayName, Time.True + endsIn);
        application.Live.Add(credential);
        return credential;
    }

    public FakeVault Vault(string name = "contoso-prod") => (FakeVault)At(Address(name));

    public void Replace(string name, IVault vault) => _vaults[Address(name)] = vault;

    public static Uri Address(string name) => new($"https://{name}.vault.azure.net/");

    public static Policy Policy(FakeApplication application, params string[] vaults) => new(
        application.DisplayName,
        ApplicationSelector.ByAppId(application.AppId),
        [.. (vaults.Length == 0 ? ["contoso-prod"] : vaults).Select(Address)],
        $"{application.DisplayName}-secret")
    {
        Lifetime = TimeSpan.FromDays(90),
        RenewBefore = TimeSpan.FromDays(30),
        GracePeriod = TimeSpan.FromHours(72),
    };

    public RotationDependencies Dependencies => new(this, this, this, this, this, this, Clock);

    public Sweeper NewSweeper(int vaultCheckEverySweeps = 1) =>
        new(Dependencies, IdleAsync, vaultCheckEverySweeps: vaultCheckEverySweeps);

    public Sweeper NewSweeper(Idle idle, int parallelism = Sweeper.DefaultParallelism) =>
        new(Dependencies, idle, parallelism);

    /// <summary>To wait: time has moved on.</summary>
    public Task IdleAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Time.Advance(wait);
        return Task.CompletedTask;
    }

    public Task<SweepReport> SweepAsync(params Policy[] policies) => NewSweeper().SweepOnceAsync(new PolicySet(null, policies), request: null, CancellationToken.None);

    /// <summary>Sweeps every hour with one sweeper, for a span.</summary>
    public async Task<SweepReport> SweepForAsync(TimeSpan span, params Policy[] policies)
    {
        var sweeper = NewSweeper();
        SweepReport report;
        var until = Time.True + span;
        do
        {
            report = await sweeper.SweepOnceAsync(new PolicySet(null, policies), request: null, CancellationToken.None);
            Time.Advance(TimeSpan.FromHours(1));
        }
        while (Time.True < until);

        return report;
    }

    /// <summary>Whether a consumer that read this value can log in.</summary>
    public bool LogsIn(FakeApplication application, string value) =>
        application.Live.Any(credential => credential.Value == value && credential.End > Time.True && credential.UsableAt <= Time.True);

    public FakeCredential NewCredential(string? displayName, DateTimeOffset end)
    {
        // No two begin alike, and each is as long as a secret that Entra generates.
        return new FakeCredential(NewGuid(), displayName, Time.True, end, $"{++_credentials:x3}~{Guid.NewGuid():N}~key") { UsableAt = Time.True };
    }

    Task<Call<OwnIdentity>> IDirectory.DescribeIdentityAsync(Guid? tenantId, CancellationToken cancellationToken) =>
        Answer(Of("describe", tenantId), () => Identities.GetValueOrDefault(tenantId ?? Guid.Empty, Identity));

    Task<Call<IReadOnlyList<DirectoryApplication>>> IDirectory.ListApplicationsAsync(Guid? tenantId, ListingDetails details, Func<DirectoryApplication, DirectoryApplication?>? keep, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<DirectoryApplication>>(Of("list", tenantId), () =>
        [
            .. Applications.Where(application => application.Kind is DirectoryKind.Application && application.TenantId == tenantId).Select(application => application.Read() with
            {
                Tags = details.HasFlag(ListingDetails.Tags) ? [.. application.Tags] : [],
                Owners = details.HasFlag(ListingDetails.Owners) ? [.. application.Owners] : [],
            }).Select(application => keep is null ? application : keep(application)).OfType<DirectoryApplication>(),
        ]);

    Task<Call<IReadOnlyList<DirectoryApplication>>> IDirectory.ListServicePrincipalsAsync(Guid? tenantId, IReadOnlyList<Guid> appIds, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<DirectoryApplication>>(Of("list service principals", tenantId), () =>
            [.. Applications.Where(application => application.Kind is DirectoryKind.ServicePrincipal && application.TenantId == tenantId && appIds.Contains(application.AppId)).Select(application => application.Read())]);

    Task<Call<DirectoryApplication>> IDirectory.ReadApplicationAsync(DirectoryAddress address, CancellationToken cancellationToken) =>
        Answer("read", () => At(address).Read());

    Task<Call<DirectoryApplication?>> IDirectory.FindApplicationAsync(Guid? tenantId, Guid appId, CancellationToken cancellationToken) =>
        Answer("find", () => Applications.Find(application => application.AppId == appId && application.TenantId == tenantId)?.Read());

    Task<Call<DirectoryRight>> IDirectory.ReadRightAsync(DirectoryAddress address, CancellationToken cancellationToken) =>
        Answer("right", () => At(address).IsOurs ? Right : DirectoryRight.NotOwner);

    Task<Call<IReadOnlySet<Guid>?>> IDirectory.ListChangeableAsync(Guid? tenantId, CancellationToken cancellationToken) =>
        Answer<IReadOnlySet<Guid>?>(Of("owned", tenantId), () => Applications.TrueForAll(application => application.IsOurs)
            ? null
            : Applications.Where(application => application.IsOurs && application.TenantId == tenantId).Select(application => application.ObjectId).ToHashSet());

    Task<Call<CredentialRestrictions>> IDirectory.ReadRestrictionsAsync(DirectoryApplication application, CredentialKind kind, CancellationToken cancellationToken) =>
        Answer("restrictions", () => Restrictions);

    Task<Call<NewCredential>> IDirectory.AddCredentialAsync(DirectoryApplication application, CredentialKind kind, CredentialMark mark, DateTimeOffset endDateTime, Guid clientRequestId, CancellationToken cancellationToken)
    {
        AddPasswords++;
        return Answer("addPassword", () =>
        {
            var credential = NewCredential(mark.ToString(), endDateTime);
            At(application.Address).Live.Add(credential);
            return new NewCredential(credential.Read(), new SecretText(credential.Value));
        });
    }

    Task<Call<RemovalAnswer>> IDirectory.RemoveCredentialAsync(DirectoryApplication application, CredentialKind kind, Guid keyId, Guid clientRequestId, CancellationToken cancellationToken) => Answer("removePassword", () =>
        At(application.Address).Live.RemoveAll(credential => credential.KeyId == keyId) > 0 ? RemovalAnswer.Removed : RemovalAnswer.NotFound);

    private FakeApplication At(DirectoryAddress address) => Applications.Single(application => application.Read().Address == address);

    // A call about a tenant that the policies name is consulted about with its id.
    private static string Of(string name, Guid? tenantId) => tenantId is null ? name : $"{name} {tenantId}";

    public IVault At(Uri address)
    {
        if (!_vaults.TryGetValue(address, out var vault))
        {
            _vaults[address] = vault = new FakeVault(this);
        }

        return vault;
    }

    Task<LogIn> ITokenEndpoint.LogInAsync(Guid? tenantId, Guid appId, SecretText secretText, CancellationToken cancellationToken)
    {
        var value = secretText.Reveal();
        var holders = Applications.Where(application => application.AppId == appId && application.TenantId == tenantId).ToList();
        var known = holders.SelectMany(application => application.Live).FirstOrDefault(credential => credential.Value == value);
        var result = LogInsAnswer is { } answer ? new LogIn(answer, "told so by the test") { RetryAfter = LogInsRetryAfter }
            : known is not null && known.End <= Time.True ? new LogIn(LogInAnswer.ExpiredSecret, "AADSTS7000222")
            : holders.Exists(application => LogsIn(application, value)) ? new LogIn(LogInAnswer.Accepted, "")
            : new LogIn(LogInAnswer.WrongSecret, "AADSTS7000215");
        return Task.FromResult(LostAnswer("log in") is { } lost ? new LogIn(LogInAnswer.Unreachable, lost.Message) : result);
    }

    bool IAuditLog.TryAppend(AuditRecord record) => AuditIsWritable && _audit.TryAppend(record);

    IReadOnlyList<AuditRecord>? IAuditLog.OpenIntents(Guid objectId) => AuditIsReadable ? OpenIntents(objectId) : null;

    public IReadOnlyList<AuditRecord> OpenIntents(Guid objectId) => _audit.OpenIntents(objectId);

    // Increasing, like the real ones, and the same in every run.
    RotationId IIdentifiers.NewRotation(DateTimeOffset now) => new(Guid.Parse($"{now.ToUnixTimeMilliseconds():x12}7{++_ids:x3}8000000000000000"));

    Guid IIdentifiers.NewCall() => NewGuid();

    void IRotationEvents.SweepBegins(int policies, DateTimeOffset at) => Begun.Add(policies);

    void IRotationEvents.StepBegins(Policy policy, DirectoryApplication application, Act act, DateTimeOffset at) => Events.Add($"{act.Step} begins");

    void IRotationEvents.StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message)
    {
        Steps.Add((step.Step, step.Outcome, step.Reason));
        Events.Add($"{step.Step} ended");
        Said.Add(message);
    }

    void IRotationEvents.Reconciled(ApplicationReport report) => Reports.Add(report);

    void IRotationEvents.SweepGoesOn(SweepProgress progress) => Progress.Add(progress);

    void IRotationEvents.SweepEnded(SweepReport report) => Sweeps.Add(report);

    void IRotationEvents.Unexpected(Policy policy, Exception exception) => Defects.Add(exception);

    internal async Task<Call<T>> Answer<T>(string name, Func<T> call)
    {
        await Held(name);
        if (Fault(name) is { } failure)
        {
            return new Call<T>(failure);
        }

        var result = call();
        return LostAnswer(name) is { } lost ? new Call<T>(lost) : new Call<T>(result);
    }

    private Guid NewGuid() => new(++_ids, 0, 0, new byte[8]);
}
