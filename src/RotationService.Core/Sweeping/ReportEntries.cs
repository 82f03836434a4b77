using System.Collections;
using RotationService.Core.Reporting;

namespace RotationService.Core.Sweeping;

/// <summary>
/// The reports of a sweep in the policies' order. Each report is built when it is read, because all reports of a large
/// tenant together would take much memory.
/// </summary>
internal sealed class ReportEntries(IReadOnlyList<ReportEntry> all) : IReadOnlyList<ApplicationReport>
{
    /// <inheritdoc/>
    public int Count => all.Count;

    /// <inheritdoc/>
    public ApplicationReport this[int index] => all[index].Report();

    /// <inheritdoc/>
    public IEnumerator<ApplicationReport> GetEnumerator() => all.Select(entry => entry.Report()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
