using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Reporting;
using RotationService.Output;

namespace RotationService.Cli;

/// <summary>The outcome of a requested rotation, as far as the report of the sweep does not show it.</summary>
/// <param name="Complaint">The message for the user. Null if everything went as requested.</param>
/// <param name="IsTrouble">Whether the request was not carried out.</param>
internal sealed record RotateOutcome(string? Complaint, bool IsTrouble)
{
    /// <summary>Compares an application before and after the rotation.</summary>
    /// <param name="before">The report before the rotation.</param>
    /// <param name="after">The report after the rotation.</param>
    /// <param name="revokes">Whether the previous credentials were to be removed at once.</param>
    public static RotateOutcome Of(ApplicationReport before, ApplicationReport after, bool revokes)
    {
        var label = after.Policy.Label;
        if (revokes
            && ToRemove(before)
                .Select(staged => staged.Credential)
                .Where(credential => IsLeft(credential, after))
                .ToList() is { Count: > 0 } left)
        {
            return new RotateOutcome(
                $"{label}: not removed yet: {string.Join(", ", left.Select(credential => credential.KeyId))}. {Advice.MessageOf(after)} "
                + "Whoever knows their values can still log in. Run the command again, or remove them in the portal.",
                IsTrouble: true);
        }

        if (after.Steps.Any(step => step is { Step: Step.Promote, Outcome: StepOutcome.Done }))
        {
            return new RotateOutcome(null, IsTrouble: false);
        }

        if (CurrentOf(after) is { } current && current != CurrentOf(before))
        {
            return new RotateOutcome(
                $"{label}: another process published credential {current} first; that is the current one now.",
                IsTrouble: false);
        }

        var isRefused = after.Reason is Reason.InGrace
            && !after.Steps.Any(step => step is { Step: Step.Issue, Outcome: StepOutcome.Done });
        return isRefused || after.Reason is Reason.StaleCheck or Reason.NotShownYet or Reason.PossibleOrphan
            ? new RotateOutcome($"{label} was not rotated: {Advice.MessageOfRefusal(after)}", IsTrouble: true)
            : new RotateOutcome(null, IsTrouble: false);
    }

    /// <summary>
    /// The credentials that <c>--revoke-previous</c> removes: all that belong to the policy and, if the policy adopts,
    /// those that others created.
    /// </summary>
    public static IEnumerable<StagedCredential> ToRemove(ApplicationReport report) => report.Credentials
        .Where(staged => report.Policy.Adopt || staged.Stage is not (Stage.Foreign or Stage.Elsewhere));

    private static bool IsLeft(Credential credential, ApplicationReport after) =>
        CurrentOf(after) is var current
        && after.Credentials.Any(
            staged => staged.Credential.KeyId == credential.KeyId && staged.Credential.KeyId != current)
        && !after.Steps.Any(
            step => step.KeyId == credential.KeyId
                && step is { Outcome: StepOutcome.Done, Step: Step.Revoke or Step.Retire or Step.RemoveOrphan });

    private static Guid? CurrentOf(ApplicationReport report) =>
        report.Credentials.FirstOrDefault(staged => staged.Stage is Stage.Current)?.Credential.KeyId;
}
