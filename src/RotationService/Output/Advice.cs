using RotationService.Core.Planning;
using RotationService.Core.Reporting;

namespace RotationService.Output;

/// <summary>
/// Adds to a message of the core what a user of this program can do about it with the program's commands, settings and
/// files, which the core does not know.
/// </summary>
internal static class Advice
{
    /// <summary>Returns the message of a report, with the advice for its reason.</summary>
    public static string MessageOf(ApplicationReport report) => With(report.Message, report switch
    {
        { IsDefect: true } => "The operational log has the exception.",
        { Reason: Reason.NeverProven, NextAction: Step.Issue } => "To issue one now, run `rotate`.",
        _ => Of(report.Reason),
    });

    /// <summary>Returns the message of a step that was not done, with the advice for its reason.</summary>
    public static string MessageOf(StepRecord step, string message) =>
        step.Outcome is StepOutcome.Done ? message : With(message, Of(step.Reason));

    /// <summary>Returns the message of the report of a requested rotation that was not done.</summary>
    public static string MessageOfRefusal(ApplicationReport report) => With(
        MessageOf(report),
        report.Reason is Reason.InGrace ? "To remove it at once, add --revoke-previous." : null);

    private static string? Of(Reason reason) => reason switch
    {
        Reason.AuditUnwritable =>
            "Its file was deleted, replaced or changed by another program, or the disk is full or read-only; the "
                + "operational log names the cause. Restore the file, free space on the disk, or restart the service "
                + "with another `Audit:Path`.",
        Reason.VaultForbidden => "For a role with only the permissions that the service needs, see deploy/azure.",
        _ => null,
    };

    private static string With(string message, string? advice) => advice is null ? message : $"{message} {advice}";
}
