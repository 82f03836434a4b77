using System.Collections.Frozen;
using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Rotation;

/// <summary>
/// The result of a pass over an application for which nothing is to be done for a while. Sweeps repeat it instead of
/// reading the vaults again.
/// </summary>
/// <remarks>
/// A process can hold a hundred thousand snapshots. A snapshot that a sweep has used therefore shares the sweep's
/// objects, omits everything that can be computed on demand, and packs the rest.
/// </remarks>
internal sealed record IdleSnapshot
{
    /// <summary>
    /// How long before an action its observation is kept for planning, four days. That is longer than common grace
    /// periods. Keeping the observations of all applications would take much memory.
    /// </summary>
    public static readonly TimeSpan Foresight = TimeSpan.FromDays(4);

    private readonly long _until;

    /// <summary>Makes a snapshot from the end of a pass.</summary>
    /// <param name="until">When the passage of time alone causes an action.</param>
    /// <param name="application">The application as it was read then.</param>
    /// <param name="gone">
    /// The credentials that reads had missed for long enough by then. The resulting work is already done.
    /// </param>
    /// <param name="report">The report of the pass, without its steps.</param>
    public IdleSnapshot(
        DateTimeOffset until,
        DirectoryApplication application,
        IReadOnlySet<Guid> gone,
        ApplicationReport report)
    {
        _until = until.UtcTicks;
        Application = application;
        Declared = report.Policy;
        Gone = gone.Count == 0 ? FrozenSet<Guid>.Empty : gone;
        Kept = report;
    }

    /// <summary>When the passage of time alone causes an action.</summary>
    public DateTimeOffset Until => new(_until, TimeSpan.Zero);

    /// <summary>The application as it was read then.</summary>
    public DirectoryApplication Application { get; init; }

    /// <summary>The policy as it was declared. For a member of a group it is the policy of the group.</summary>
    public Policy Declared { get; private init; }

    /// <summary>
    /// The credentials that reads had missed for long enough by then. The resulting work is already done.
    /// </summary>
    public IReadOnlySet<Guid> Gone { get; init; }

    /// <summary>The key that identifies the application among all idle ones.</summary>
    public PolicyKey Key => Declared.KeyFor(Application);

    /// <summary>
    /// The observation, if an action is due within days. The action is planned from it, and reads again itself. Null
    /// otherwise.
    /// </summary>
    public Observation? Foreseen { get; init; }

    /// <summary>
    /// The checksum of the vaults' listings then. Null if a listing cannot show whether they have changed.
    /// </summary>
    public uint? Checksum { get; init; }

    // The report, or its packed bytes.
    private object Kept { get; init; }

    /// <summary>
    /// Returns the report of the pass, without its steps. It is built again on each call if it is packed.
    /// </summary>
    public ApplicationReport Report() =>
        Kept as ApplicationReport ?? PackedReport.Unpack((byte[])Kept, Declared.For(Application), Application);

    /// <summary>
    /// Returns the snapshot without <see cref="Foreseen"/>, so that the vaults are read before anything is planned.
    /// </summary>
    public IdleSnapshot Unforeseen() => Foreseen is null ? this : this with { Foreseen = null };

    /// <summary>Whether the snapshot still holds for an application as a listing shows it.</summary>
    public bool HoldsFor(DirectoryApplication application, DateTimeOffset now) =>
        now < Until && Shows(application);

    /// <summary>Whether a read shows the same application with the same credentials.</summary>
    public bool Shows(DirectoryApplication application) => application.HasTheSameCredentialsAs(Application);

    /// <summary>
    /// Returns the snapshot with the objects of a sweep in place of the equal ones that it holds, so that a large idle
    /// tenant is not held twice in memory.
    /// </summary>
    /// <param name="assignment">The assignment of the application in the sweep.</param>
    public IdleSnapshot Sharing(PolicyAssignment assignment)
    {
        // An application that the pass itself changed, or whose listing still shows a removed credential, is not equal.
        var (declared, application) = (assignment.Declared, assignment.Application!);
        if ((ReferenceEquals(Declared, declared) && ReferenceEquals(Application, application)) || !Shows(application))
        {
            return this;
        }

        var report = Report() with { Policy = declared.For(application), Application = application };
        return this with
        {
            Declared = declared,
            Application = application,
            Kept = (object?)PackedReport.Pack(report, report.Policy, application) ?? report
        };
    }
}
