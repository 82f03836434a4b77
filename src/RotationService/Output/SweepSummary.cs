using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Reconciliation;

namespace RotationService.Output;

/// <summary>A sweep in numbers.</summary>
/// <param name="Managed">Applications matched by a policy.</param>
/// <param name="Rotated">Applications whose new credential was promoted.</param>
/// <param name="Retired">Removals that were accepted.</param>
/// <param name="Pending">Applications with a value that is stored and not yet promoted.</param>
/// <param name="Failed">Applications of which a step failed.</param>
/// <param name="Attention">Applications that need a human without having failed.</param>
internal sealed record SweepSummary(int Managed, int Rotated, int Retired, int Pending, int Failed, int Attention)
{
    /// <summary>Counts.</summary>
    public static SweepSummary Of(SweepReport report) => new(
        report.Applications.Count(application => application.Application is not null),
        report.Applications.Count(application => application.Steps.Any(step => step is { Step: Step.Promote, Outcome: StepOutcome.Done })),
        report.Applications.Sum(application => application.Steps.Count(step => step is { Step: Step.Retire or Step.Revoke or Step.RemoveOrphan, Outcome: StepOutcome.Done })),
        report.Applications.Count(application => application.Condition == Condition.Rotating || application.Credentials.Any(credential => credential.Stage == Stage.Pending)),
        report.Applications.Count(application => application.Condition == Condition.Failed),
        report.Applications.Count(application => application.NeedsHuman));

    /// <summary>In a line for people; null parts are left out.</summary>
    public override string ToString()
    {
        string?[] parts =
        [
            $"{Managed} managed",
            Rotated > 0 ? $"{Rotated} rotated" : null,
            Retired > 0 ? $"{Retired} removed" : null,
            Pending > 0 ? $"{Pending} pending" : null,
            Failed > 0 ? $"{Failed} failed" : null,
            Attention > 0 ? $"{Attention} need a person" : null,
        ];
        return string.Join(", ", parts.Where(part => part is not null));
    }
}
