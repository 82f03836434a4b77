using System.Globalization;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Output;

namespace RotationService.Narration;

/// <summary>Shows the user what was due, what was done, what comes next and where to find more.</summary>
/// <remarks>
/// Prints one line for each event. A condition that has not changed is not printed again. Safe for use by several
/// threads.
/// </remarks>
internal sealed class Narrator(Terminal terminal, WatchedPlace place) : IRotationEvents
{
    /// <summary>The most upcoming steps that are printed.</summary>
    private const int MaxToCome = 6;

    private readonly Lock _lock = new();
    private readonly Dictionary<PolicyKey, (Condition Condition, Reason Reason)> _shown = [];
    private readonly HashSet<(string Policy, Reason Reason, string Message)> _shownPolicies = [];
    private DateTimeOffset _now;
    private IReadOnlyList<string> _lastConclusion = [];

    /// <inheritdoc/>
    public void SweepBegins(int policies, DateTimeOffset at)
    {
        lock (_lock)
        {
            _now = at;
            if (_shown.Count == 0)
            {
                Tell(
                    at,
                    "",
                    $"checking {policies} {(policies == 1 ? "policy" : "policies")} in {place.Place}",
                    Colour.Grey);
            }
        }
    }

    /// <inheritdoc/>
    public void StepBegins(Policy policy, DirectoryApplication application, Act act, DateTimeOffset at)
    {
        // A step is printed when it has ended. It takes about a second, and one line for each step is enough.
    }

    /// <inheritdoc/>
    public void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message)
    {
        lock (_lock)
        {
            _now = step.At;
            if (step.Step == Step.Preflight && step.Outcome == StepOutcome.Done)
            {
                Tell(step.At, policy.Label, $"due: {Words(step.Reason)}", Colour.Yellow);
            }
            else if (step.Outcome == StepOutcome.Done)
            {
                Tell(
                    step.At,
                    policy.Label,
                    $"{Done(step.Step)}{Credential(step.KeyId)}{Because(step)}",
                    step.Reason is Reason.WindowOverridden ? Colour.Yellow
                        : step.Step == Step.Promote ? Colour.Green
                        : null);
            }
            else if (step.Outcome != StepOutcome.Skipped)
            {
                Tell(
                    step.At,
                    policy.Label,
                    $"{step.Step} {step.Outcome.ToString().ToLowerInvariant()}: {Advice.MessageOf(step, message)}",
                    Colour.Red);
            }
        }
    }

    /// <inheritdoc/>
    public void Reconciled(ApplicationReport report)
    {
        lock (_lock)
        {
            if (_shown.TryGetValue(report.Policy.Key, out var shown) && shown == (report.Condition, report.Reason))
            {
                return;
            }

            _shown[report.Policy.Key] = (report.Condition, report.Reason);
            if (report.NeedsHuman || report.Condition is Condition.Failed)
            {
                Tell(
                    _now,
                    report.Policy.Label,
                    $"{(report.NeedsHuman ? "needs a person" : "failed")}: {Advice.MessageOf(report)}",
                    Colour.Red);
            }
            else if (report.Condition is Condition.Healthy && report.Reason is Reason.UpToDate)
            {
                Tell(_now, report.Policy.Label, "nothing to do", Colour.Grey);
            }
            else if (report.Reason is Reason.InGrace or Reason.OnHold or Reason.OutsideWindow)
            {
                Tell(_now, report.Policy.Label, Advice.MessageOf(report), Colour.Grey);
            }
        }
    }

    /// <inheritdoc/>
    public void SweepGoesOn(SweepProgress progress)
    {
        lock (_lock)
        {
            _now = progress.At;
            Tell(
                _now,
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{progress.Done:N0} of {progress.Of:N0} applications checked, about {TimeText.Remaining(progress.Left)} left"),
                Colour.Grey);
        }
    }

    /// <inheritdoc/>
    public void SweepEnded(SweepReport report)
    {
        lock (_lock)
        {
            _now = report.FinishedAt;
            if (report.DirectoryFailure is { } failure)
            {
                Tell(_now, "", NoIdentity.Explain(failure, isDetailed: false), Colour.Red);
                return;
            }

            foreach (var tenant in ReportTables.Unsaid(report))
            {
                Tell(_now, "", ReportTables.Unlisted(tenant), Colour.Red);
            }

            TellPolicies(report.Policies);
            var summary = SweepSummary.Of(report);
            var toCome = Soonest(report.Applications).Select(application =>
                $"  next: {application.Policy.Label} {Ahead(application.NextAction)} {(application.NextActionAt > _now ? $"at {TimeText.ToTheMinute(application.NextActionAt!.Value)}" : "now")}");
            var conclusion = toCome.ToList();

            // A sweep that changed nothing and has the same upcoming steps as the last one is not printed.
            if (conclusion.SequenceEqual(_lastConclusion) && summary is { Rotated: 0, Retired: 0 })
            {
                return;
            }

            _lastConclusion = conclusion;
            Tell(_now, "", summary.ToString());
            foreach (var line in conclusion)
            {
                terminal.Out.WriteLine(line);
            }

            var look = $"  status: {place.StatusCommand}; audit log: {place.AuditPath}; press Ctrl-C to stop";
            terminal.WriteLine(Terminal.Paint(look, Colour.Grey));
            terminal.Out.Flush();
        }
    }

    /// <inheritdoc/>
    public void Unexpected(Policy policy, Exception exception)
    {
        lock (_lock)
        {
            Tell(_now, policy.Label, $"failed unexpectedly: {exception.Message}", Colour.Red);
        }
    }

    // Prints the conditions of policies that are new. A condition that ended and began again is printed again.
    private void TellPolicies(IReadOnlyList<PolicyReport> policies)
    {
        var now = policies.Select(policy => (policy.Policy.Name, policy.Reason, policy.Message)).ToHashSet();
        _shownPolicies.IntersectWith(now);
        foreach (var policy in policies.Where(
            policy => _shownPolicies.Add((policy.Policy.Name, policy.Reason, policy.Message))))
        {
            var (message, colour) = policy.NeedsHuman
                ? ($"needs a person: {policy.Message}", Colour.Red)
                : (policy.Message, Colour.Grey);
            Tell(_now, policy.Policy.Name, message, colour);
        }
    }

    // The reports of a large tenant are created on enumeration. Only the ones to print are kept here.
    private static IEnumerable<ApplicationReport> Soonest(IReadOnlyList<ApplicationReport> reports)
    {
        var soonest = new List<ApplicationReport>();
        foreach (var report in reports.Where(
            report => report is { NeedsHuman: false, NextAction: not Step.None, NextActionAt: not null }))
        {
            // Reports with the same time keep the order of the policies.
            var place = soonest.FindLastIndex(other => other.NextActionAt <= report.NextActionAt) + 1;
            if (place < MaxToCome)
            {
                soonest.Insert(place, report);
                if (soonest.Count > MaxToCome)
                {
                    soonest.RemoveAt(MaxToCome);
                }
            }
        }

        return soonest;
    }

    private static string Done(Step step) => step switch
    {
        Step.Preflight => "preflight passed",
        Step.Issue => "issued",
        Step.Store => "stored as pending",
        Step.Verify => "verified by logging in",
        Step.Promote => "rotated: published",
        Step.CopyToVault => "copied to a vault that did not have it",
        Step.Heal => "healed: published again",
        Step.Tidy => "cleaned up versions of",
        Step.Retire => "retired",
        Step.Revoke => "revoked",
        Step.RemoveOrphan => "removed an orphan",
        _ => step.ToString(),
    };

    private static string Ahead(Step step) => step switch
    {
        Step.Retire => "retires its previous credential",
        Step.Issue => "is due",
        Step.Verify or Step.Promote => "continues its rotation",
        _ => step.ToString(),
    };

    private static string Words(Reason reason) => reason switch
    {
        Reason.FirstRotation => "the service has not published a credential yet",
        Reason.NearingExpiry => "its credential ends soon",
        Reason.Expired => "its credential has ended",
        Reason.Forced => "a person requested it",
        Reason.CredentialGone => "somebody removed its credential",
        Reason.ValueMissing => "its secret has no readable version",
        _ => reason.ToString(),
    };

    private static string Because(StepRecord step) => step switch
    {
        { Step: Step.Issue } => $" (due: {Words(step.Reason)})",
        { Step: Step.Retire, Reason: Reason.Superseded } => ": its grace period is over",
        { Step: Step.Retire, Reason: Reason.Expired } => ": it had ended",
        { Step: Step.Retire, Reason: Reason.Surplus } => ": never published",
        { Reason: Reason.PublishedOutOfOrder } => ": an older credential had been published over it",
        { Reason: Reason.WindowOverridden } => ", outside its window: programs would have been left without a working value",
        { Step: Step.RemoveOrphan } => ": nobody could use it",
        _ => "",
    };

    private static string Credential(Guid? keyId) => keyId is { } id ? $" {VersionTags.Abbreviate(id)}" : "";

    private void Tell(DateTimeOffset at, string who, string what, Colour? colour = null)
    {
        var subject = who.Length == 0 ? "" : $"{who,-20} ";
        terminal.WriteLine(
            Terminal.Paint(TimeText.ToTheSecond(at), Colour.Grey),
            $"  {subject}",
            Terminal.Paint(what, colour));
        terminal.Out.Flush();
    }
}
