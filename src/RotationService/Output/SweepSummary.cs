using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Reporting;

namespace RotationService.Output;

/// <summary>The totals of a sweep.</summary>
/// <param name="Managed">The number of applications that a policy covers.</param>
/// <param name="Rotated">The number of applications whose new credential was promoted.</param>
/// <param name="Retired">The number of removals that the directory accepted.</param>
/// <param name="Pending">The number of applications with a value that is stored and not yet promoted.</param>
/// <param name="Failed">The number of applications for which a step failed.</param>
/// <param name="Attention">
/// The number of applications, policies and conditions of the service that need a person.
/// </param>
internal sealed record SweepSummary(int Managed, int Rotated, int Retired, int Pending, int Failed, int Attention)
{
    /// <summary>Counts the totals of a report.</summary>
    /// <remarks>It enumerates the reports once, because those of a large tenant are created on enumeration.</remarks>
    public static SweepSummary Of(SweepReport report) => report.Applications.Aggregate(
        new SweepSummary(
            0,
            0,
            0,
            0,
            0,
            report.Policies.Count(policy => policy.NeedsHuman)
                + report.Service.Count(condition => condition.NeedsHuman)),
        (sum, application) => new SweepSummary(
            sum.Managed + (application.Application is not null ? 1 : 0),
            sum.Rotated
                + (application.Steps.Any(step => step is { Step: Step.Promote, Outcome: StepOutcome.Done }) ? 1 : 0),
            sum.Retired + application.Steps.Count(step =>
                step is { Step: Step.Retire or Step.Revoke or Step.RemoveOrphan, Outcome: StepOutcome.Done }),
            sum.Pending
                + (application.Condition == Condition.Rotating
                    || application.Credentials.Any(credential => credential.Stage == Stage.Pending) ? 1 : 0),
            sum.Failed + (application.Condition == Condition.Failed ? 1 : 0),
            sum.Attention + (application.NeedsHuman ? 1 : 0)));

    /// <summary>The totals as one line of text. Totals of zero are left out, except the first.</summary>
    public override string ToString() => Line(Part(Rotated, "rotated"), Part(Retired, "retired"));

    /// <summary>What a sweep would do, according to the report of a preview, as one line of text.</summary>
    public static string Foreseen(SweepReport report)
    {
        var rotated = report.Applications.Count(application =>
            application.Steps.Any(step => step is { Step: Step.Promote, Outcome: StepOutcome.Planned }));
        var retired = report.Applications.Sum(application =>
            application.Steps.Count(step =>
                step is { Step: Step.Retire or Step.Revoke or Step.RemoveOrphan, Outcome: StepOutcome.Planned }));
        return Of(report).Line(
            Part(rotated, "would be rotated"),
            Part(retired, rotated > 0 ? "retired" : "would be retired"));
    }

    private static string? Part(int count, string what) => count > 0 ? $"{count} {what}" : null;

    private string Line(string? rotated, string? retired) => string.Join(", ", ((string?[])
    [
        $"{Managed} managed",
        rotated,
        retired,
        Part(Pending, "pending"),
        Part(Failed, "failed"),
        Part(Attention, Attention == 1 ? "needs a person" : "need a person"),
    ]).Where(part => part is not null));
}
