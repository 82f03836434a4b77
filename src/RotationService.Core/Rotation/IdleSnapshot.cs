using System.Collections.Frozen;
using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Rotation;

/// <summary>What a pass found of an application for which nothing is to be done for a while: a sweep repeats it instead of reading the vaults again.</summary>
/// <remarks>There may be a hundred thousand of these. Those that a sweep has seen hold nothing that it holds, too, nothing that can be made when it is wanted, and the rest packed.</remarks>
internal sealed record IdleSnapshot
{
    /// <summary>How far ahead what was seen is kept to plan from: longer than the grace periods that are common. All applications' would take much memory.</summary>
    public static readonly TimeSpan Foresight = TimeSpan.FromDays(4);

    private readonly long _until;

    /// <param name="until">When time alone will bring something about.</param>
    /// <param name="application">The application as it was read then.</param>
    /// <param name="gone">The credentials that reads had missed for long enough by then: what was to be done about them has been done.</param>
    /// <param name="report">What was said of it, without what was done in that pass.</param>
    public IdleSnapshot(DateTimeOffset until, DirectoryApplication application, IReadOnlySet<Guid> gone, ApplicationReport report)
    {
        _until = until.UtcTicks;
        Application = application;
        Declared = report.Policy;
        Gone = gone.Count == 0 ? FrozenSet<Guid>.Empty : gone;
        Kept = report;
    }

    /// <summary>When time alone will bring something about.</summary>
    public DateTimeOffset Until => new(_until, TimeSpan.Zero);

    /// <summary>The application as it was read then.</summary>
    public DirectoryApplication Application { get; init; }

    /// <summary>The policy as it was declared: that of the group, if it is one of a group.</summary>
    public Policy Declared { get; private init; }

    /// <summary>The credentials that reads had missed for long enough by then: what was to be done about them has been done.</summary>
    public IReadOnlySet<Guid> Gone { get; init; }

    /// <summary>What tells it from all other applications at rest.</summary>
    public PolicyKey Key => Declared.KeyFor(Application);

    /// <summary>What was seen, if something is to be done within days: it is planned from this, and looks for itself.</summary>
    public Observation? Foreseen { get; init; }

    /// <summary>What lists of the vaults showed then, as a number; null if a list cannot tell whether it is still so.</summary>
    public uint? Checksum { get; init; }

    // The report, or its bytes.
    private object Kept { get; init; }

    /// <summary>What was said of it, without what was done in that pass; made anew each time.</summary>
    public ApplicationReport Report() => Kept as ApplicationReport ?? PackedReport.Unpack((byte[])Kept, Declared.For(Application), Application);

    /// <summary>The same, but that nothing is planned from it: the vaults are looked at first.</summary>
    public IdleSnapshot Unforeseen() => Foreseen is null ? this : this with { Foreseen = null };

    /// <summary>Whether it still holds for what a listing shows.</summary>
    public bool HoldsFor(DirectoryApplication application, DateTimeOffset now) =>
        now < Until && Shows(application);

    /// <summary>Whether a read shows the same application.</summary>
    public bool Shows(DirectoryApplication application) => application.HasTheSameCredentialsAs(Application);

    /// <summary>The same, with the objects of a sweep in the place of those that are equal: of a large tenant at rest nothing is held twice.</summary>
    /// <param name="subject">What the sweep has.</param>
    public IdleSnapshot Sharing(PolicyAssignment subject)
    {
        // What the pass itself changed, or a listing still shows that was removed, is not equal.
        var (declared, application) = (subject.Declared, subject.Application!);
        if ((ReferenceEquals(Declared, declared) && ReferenceEquals(Application, application)) || !Shows(application))
        {
            return this;
        }

        var report = Report() with { Policy = declared.For(application), Application = application };
        return this with { Declared = declared, Application = application, Kept = (object?)PackedReport.Pack(report, report.Policy, application) ?? report };
    }
}
