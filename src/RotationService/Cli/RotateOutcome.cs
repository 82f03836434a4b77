using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Reporting;

namespace RotationService.Cli;

/// <summary>What a person who asked for a rotation must know about how it ended, beside what the result shows of any sweep.</summary>
/// <param name="Complaint">The sentence for the person; null if all went as asked.</param>
/// <param name="IsTrouble">Whether what was asked for was not done.</param>
internal sealed record RotateOutcome(string? Complaint, bool IsTrouble)
{
    /// <summary>Compares an application before and after the rotation.</summary>
    /// <param name="before">How it stood when the rotation was asked for.</param>
    /// <param name="after">How it stands now.</param>
    /// <param name="revokes">Whether the previous credentials were to be removed at once.</param>
    public static RotateOutcome Of(ApplicationReport before, ApplicationReport after, bool revokes)
    {
        var label = after.Policy.Label;
        if (revokes && ToRemove(before).Select(staged => staged.Credential).Where(credential => IsLeft(credential, after)).ToList() is { Count: > 0 } left)
        {
            return new RotateOutcome(
                $"{label}: not removed yet: {string.Join(", ", left.Select(credential => credential.KeyId))}. {after.Message} "
                    + "Whoever knows their values can still log in. Run the command again, or remove them in the portal.",
                IsTrouble: true);
        }

        if (after.Steps.Any(step => step is { Step: Step.Promote, Outcome: StepOutcome.Done }))
        {
            return new RotateOutcome(null, IsTrouble: false);
        }

        if (CurrentOf(after) is { } current && current != CurrentOf(before))
        {
            return new RotateOutcome($"{label}: another process published credential {current} first; that is the current one now.", IsTrouble: false);
        }

        var isRefused = after.Reason is Reason.InGrace && !after.Steps.Any(step => step is { Step: Step.Issue, Outcome: StepOutcome.Done });
        return isRefused || after.Reason is Reason.StaleCheck or Reason.NotShownYet or Reason.PossibleOrphan
            ? new RotateOutcome($"{label} was not rotated: {after.Message}", IsTrouble: true)
            : new RotateOutcome(null, IsTrouble: false);
    }

    /// <summary>The credentials that <c>--revoke-previous</c> removes: all of ours and, where the policy adopts, what others made.</summary>
    public static IEnumerable<StagedCredential> ToRemove(ApplicationReport report) => report.Credentials
        .Where(staged => report.Policy.Adopt || staged.Stage is not (Stage.Foreign or Stage.Elsewhere));

    private static bool IsLeft(Credential credential, ApplicationReport after) =>
        CurrentOf(after) is var current
        && after.Credentials.Any(staged => staged.Credential.KeyId == credential.KeyId && staged.Credential.KeyId != current)
        && !after.Steps.Any(step => step.KeyId == credential.KeyId && step is { Outcome: StepOutcome.Done, Step: Step.Revoke or Step.Retire or Step.RemoveOrphan });

    private static Guid? CurrentOf(ApplicationReport report) =>
        report.Credentials.FirstOrDefault(staged => staged.Stage is Stage.Current)?.Credential.KeyId;
}
