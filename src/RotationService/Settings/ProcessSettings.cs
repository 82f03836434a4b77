using System.Globalization;
using Microsoft.Extensions.Configuration;
using RotationService.Audit;
using RotationService.Azure;
using RotationService.Core.Policies;

namespace RotationService.Settings;

/// <summary>
/// The settings of the process. The command line overrides the environment, and the environment overrides
/// appsettings.json beside the executable.
/// </summary>
internal sealed record ProcessSettings
{
    private const string DefaultAuditPath = "audit/rotation-audit.jsonl";

    private const int DefaultVaultCheckEverySweeps = 6;

    private const int MaxVaultCheckEverySweeps = 1000;

    private static readonly TimeSpan DefaultInterval = TimeSpan.FromHours(1);

    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(7);

    /// <summary>The whole configuration, from which Serilog reads its section.</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>
    /// <c>Audit:Path</c>: the path of the audit log. Default audit/rotation-audit.jsonl under the current directory.
    /// </summary>
    public required string AuditPath { get; init; }

    /// <summary>
    /// <c>Audit:AllowWorldWritable</c>: whether an audit log that other users may write is accepted. Default false.
    /// </summary>
    public bool AllowsWorldWritableAudit { get; init; }

    /// <summary>
    /// <c>Interval</c>: the time between the worker's sweeps, more than zero and at most 7 days. Default 1 hour.
    /// </summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>
    /// <c>VaultCheckEverySweeps</c>: how often the vaults of idle applications are checked for outside changes, in
    /// sweeps, from 1 (every sweep) to 1000. Default 6.
    /// </summary>
    public required int VaultCheckEverySweeps { get; init; }

    /// <summary><c>Cloud</c>: Public, UsGovernment or China. Default Public.</summary>
    public required AzureCloud Cloud { get; init; }

    /// <summary>Reads the settings of this process.</summary>
    /// <param name="commandLine">The settings from the command line.</param>
    /// <exception cref="UsageException">A setting is unknown or has a wrong value.</exception>
    public static ProcessSettings Load(IReadOnlyDictionary<string, string?> commandLine) =>
        Load(new SettingSources(
            Path.Combine(AppContext.BaseDirectory, "appsettings.json"),
            Environment.GetEnvironmentVariables(),
            commandLine));

    /// <summary>Reads the settings from their sources.</summary>
    /// <exception cref="UsageException">A setting has a wrong value.</exception>
    public static ProcessSettings Load(SettingSources sources)
    {
        var configuration = sources.Configuration;
        return new ProcessSettings
        {
            Configuration = configuration,
            AuditPath = configuration["Audit:Path"] is { Length: > 0 } path ? path : DefaultAuditPath,
            AllowsWorldWritableAudit = ReadSwitch(configuration, AuditPlace.AllowSetting),
            Interval = configuration["Interval"] is { } text
                ? ReadInterval(text, sources.Place("Interval"))
                : DefaultInterval,
            VaultCheckEverySweeps = configuration["VaultCheckEverySweeps"] is { } every
                ? ReadVaultCheckEverySweeps(every, sources.Place("VaultCheckEverySweeps"))
                : DefaultVaultCheckEverySweeps,
            Cloud = configuration["Cloud"] is { } cloud
                ? ReadCloud(cloud, sources.Place("Cloud"))
                : AzureCloud.Public,
        };
    }

    /// <summary>Reads an interval.</summary>
    /// <exception cref="UsageException">
    /// The text is not a duration, or the duration is not more than zero and at most 7 days.
    /// </exception>
    public static TimeSpan ReadInterval(string text, string what)
    {
        if (!DurationText.TryParse(text, out var interval, out var problem))
        {
            throw new UsageException($"{what}: {problem}");
        }

        return interval > TimeSpan.Zero && interval <= MaxInterval
            ? interval
            : throw new UsageException(
                $"{what} is {DurationText.Format(interval)}; it must be more than 0 and at most {DurationText.Format(MaxInterval)}");
    }

    private static bool ReadSwitch(IConfiguration configuration, string setting) => configuration[setting] switch
    {
        null or "" => false,
        var text when bool.TryParse(text, out var isOn) => isOn,
        var text => throw new UsageException($"the setting {setting} is \"{text}\"; write true or false"),
    };

    private static int ReadVaultCheckEverySweeps(string text, string what) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var every)
        && every is >= 1 and <= MaxVaultCheckEverySweeps
            ? every
            : throw new UsageException(
                $"{what} is \"{text}\"; write a number of sweeps from 1 to {MaxVaultCheckEverySweeps}");

    private static AzureCloud ReadCloud(string text, string what) =>
        Enum.GetNames<AzureCloud>().Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<AzureCloud>(text, ignoreCase: true)
            : throw new UsageException($"{what} is \"{text}\"; write one of {string.Join(", ", Enum.GetNames<AzureCloud>())}");
}
