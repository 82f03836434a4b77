using System.Globalization;
using RotationService.Audit;
using RotationService.Core.Auditing;
using RotationService.Core.Policies;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>Selects the audit records to show.</summary>
/// <param name="App">The name of a policy, or an appId. Null for all records.</param>
/// <param name="Rotation">The id of a rotation. Null for all records.</param>
/// <param name="Since">A time, or a duration before now. Null for all records.</param>
internal sealed record AuditFilter(string? App, string? Rotation, string? Since)
{
    /// <summary>The records that the filter selects, ordered by time.</summary>
    /// <param name="entries">All records.</param>
    /// <param name="now">
    /// The time from which a duration counts back. If the newest record is later, as in a sandbox, that record's time
    /// is used instead.
    /// </param>
    /// <exception cref="UsageException"><see cref="Since"/> or <see cref="Rotation"/> cannot be read.</exception>
    public IReadOnlyList<(string File, AuditEntry Entry)> Apply(
        IReadOnlyList<(string File, AuditEntry Entry)> entries,
        DateTimeOffset now)
    {
        if (Rotation is not null && !Guid.TryParse(Rotation, out _))
        {
            throw new UsageException($"--rotation must be the id of a rotation, a GUID, not \"{Rotation}\"");
        }

        var newest = entries.Select(pair => pair.Entry.Record.At).DefaultIfEmpty(now).Max();
        var since = Begin(newest > now ? newest : now);
        return
        [
            .. entries
                .Where(pair => pair.Entry.Record.At >= since && Fits(pair.Entry.Record))
                .OrderBy(pair => pair.Entry.Record.At)
                .ThenBy(pair => pair.File, StringComparer.Ordinal)
                .ThenBy(pair => pair.Entry.Sequence),
        ];
    }

    private bool Fits(AuditRecord record) =>
        (App is null
            || string.Equals(record.Policy, App, StringComparison.OrdinalIgnoreCase)
            || string.Equals(record.AppId.ToString("D"), App, StringComparison.OrdinalIgnoreCase))
        && (Rotation is null
            || string.Equals(record.RotationId?.ToString(), Rotation, StringComparison.OrdinalIgnoreCase));

    private DateTimeOffset Begin(DateTimeOffset now)
    {
        if (Since is null)
        {
            return DateTimeOffset.MinValue;
        }

        if (DurationText.TryParse(Since, out var ago, out _))
        {
            return now - ago;
        }

        return DateTimeOffset.TryParse(Since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new UsageException(
                $"--since must be a time such as 2026-11-22T16:00:00Z, or how long ago, such as 7d, not \"{Since}\"");
    }
}
