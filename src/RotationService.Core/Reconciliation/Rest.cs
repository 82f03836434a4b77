using System.Collections.Frozen;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>What a pass found of an application for which nothing is to be done for a while: a sweep repeats it instead of reading the vaults again.</summary>
/// <param name="Until">When time alone will bring something about.</param>
/// <param name="Application">The application as it was read then.</param>
/// <param name="Gone">The credentials that reads had missed for long enough by then: what was to be done about them has been done.</param>
/// <param name="Report">What was said of it, without what was done in that pass.</param>
internal sealed record Rest(DateTimeOffset Until, DirectoryApplication Application, IReadOnlySet<Guid> Gone, ApplicationReport Report)
{
    /// <summary>How far ahead what was seen is kept to plan from: longer than the grace periods that are common. All applications' would take much memory.</summary>
    public static readonly TimeSpan Foresight = TimeSpan.FromDays(4);

    /// <summary>The policies of the sweep whose objects it shares; null if it shares none.</summary>
    public PolicySet? Under { get; private init; }

    /// <summary>What was seen, if something is to be done within days: it is planned from this, and looks for itself.</summary>
    public Observation? Foreseen { get; init; }

    /// <summary>What lists of the vaults showed then, as a number; null if a list cannot tell whether it is still so.</summary>
    public uint? Print { get; init; }

    /// <summary>The same, but that nothing is planned from it: the vaults are looked at first.</summary>
    public Rest Unforeseen() => Foreseen is null ? this : this with { Foreseen = null };

    /// <summary>Whether it still holds for what a listing shows.</summary>
    public bool HoldsFor(DirectoryApplication application, DateTimeOffset now) =>
        now < Until && Shows(application);

    /// <summary>Whether a read shows the same application.</summary>
    public bool Shows(DirectoryApplication application) => application.HasTheSameCredentialsAs(Application);

    /// <summary>The same, with the objects of a sweep in the place of those that are equal: of a large tenant at rest nothing is held twice.</summary>
    /// <param name="subject">What the sweep has.</param>
    public Rest Sharing(Subject subject)
    {
        // What the pass itself changed, or a listing still shows that was removed, is not equal.
        var (policies, policy, application) = (subject.Under, subject.Policy, subject.Application!);
        if ((ReferenceEquals(Under, policies) && ReferenceEquals(Application, application)) || !application.HasTheSameCredentialsAs(Application))
        {
            return this;
        }

        return this with
        {
            Under = policies,
            Application = application,
            Gone = Gone.Count == 0 ? FrozenSet<Guid>.Empty : Gone,
            Report = Report with
            {
                Policy = policy,
                Application = application,
                Message = RecurringText.Of(Report.Message),
                Credentials = Report.Credentials.Select(staged => application.Credentials.FirstOrDefault(staged.Credential.Equals) is { } same ? staged with { Credential = same } : staged).ToArray(),
                Vaults = Report.Vaults.ToArray(),
            },
        };
    }
}
