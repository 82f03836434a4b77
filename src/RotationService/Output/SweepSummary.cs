using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Reporting;

namespace RotationService.Output;

/// <summary>A sweep in numbers.</summary>
/// <param name="Managed">Applications matched by a policy.</param>
/// <param name="Rotated">Applications whose new credential was promoted.</param>
/// <param name="Retired">Removals that were accepted.</param>
/// <param name="Pending">Applications with a value that is stored and not yet promoted.</param>
/// <param name="Failed">Applications of which a step failed.</param>
/// <param name="Attention">Applications that need a human without having failed, and conditions of policies and of the service that do.</param>
internal sealed record SweepSummary(int Managed, int Rotated, int Retired, int Pending, int Failed, int Attention)
{
    /// <summary>Counts.</summary>
    /// <remarks>In one go: the reports of a large tenant are made as they are asked for.</remarks>
    public static SweepSummary Of(SweepReport report) => report.Applications.Aggregate(
        new SweepSummary(0, 0, 0, 0, 0, report.Policies.Count(policy => policy.NeedsHuman) + report.Service.Count(condition => condition.NeedsHuman)),
        (sum, application) => new SweepSummary(
            sum.Managed + (application.Application is not null ? 1 : 0),
            sum.Rotated + (application.Steps.Any(step => step is { Step: Step.Promote, Outcome: StepOutcome.Done }) ? 1 : 0),
            sum.Retired + application.Steps.Count(step => step is { Step: Step.Retire or Step.Revoke or Step.RemoveOrphan, Outcome: StepOutcome.Done }),
            sum.Pending + (application.Condition == Condition.Rotating || application.Credentials.Any(credential => credential.Stage == Stage.Pending) ? 1 : 0),
            sum.Failed + (application.Condition == Condition.Failed ? 1 : 0),
            sum.Attention + (application.NeedsHuman ? 1 : 0)));

    /// <summary>In a line for people; what there is none of is left out.</summary>
    public override string ToString() => Line(Part(Rotated, "rotated"), Part(Retired, "retired"));

    /// <summary>What a look found that a sweep would do, in a line for people.</summary>
    public static string Foreseen(SweepReport report)
    {
        var rotated = report.Applications.Count(application => application.Steps.Any(step => step is { Step: Step.Promote, Outcome: StepOutcome.Planned }));
        var retired = report.Applications.Sum(application => application.Steps.Count(step => step is { Step: Step.Retire or Step.Revoke or Step.RemoveOrphan, Outcome: StepOutcome.Planned }));
        return Of(report).Line(Part(rotated, "would be rotated"), Part(retired, rotated > 0 ? "retired" : "would be retired"));
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
