using System.Text;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Reporting;

namespace RotationService.Output;

/// <summary>Prints the reports of sweeps as tables, followed by what needs a person.</summary>
internal static class ReportTables
{
    private const string WaitsForAPerson = "waits for a person";

    /// <summary>Prints one row per application: its condition and its next step.</summary>
    public static void Status(Terminal terminal, SweepReport report)
    {
        var showsTenants = report.Applications
            .Where(application => application.Application is not null)
            .Select(application => application.Application!.TenantId)
            .Distinct()
            .Skip(1)
            .Any();
        var table = new TextTable([
            "POLICY",
            .. showsTenants ? ["TENANT"] : (ReadOnlySpan<string>)[],
            "CONDITION",
            "REASON",
            "CURRENT ENDS",
            "NEXT",
            "FOREIGN"
        ]);
        foreach (var application in report.Applications)
        {
            var current = application.Credentials
                .FirstOrDefault(credential => credential.Stage == Stage.Current)?.Credential;
            table.Add([
                application.Policy.Label,
                .. showsTenants
                    ? [application.Application?.TenantId?.ToString("D") ?? "-"]
                    : (ReadOnlySpan<TextCell>)[],
                new TextCell(application.Condition.ToString(), ColourOf(application.Condition)),
                application.Reason.ToString(),
                current is null ? "-" : End(current, report.FinishedAt),
                Next(application, report.FinishedAt),
                application.Credentials
                    .Count(credential => credential.Stage is Stage.Foreign or Stage.Elsewhere)
                    .ToString(),
            ]);
        }

        foreach (var policy in report.Policies)
        {
            table.Add([
                policy.Policy.Name,
                .. showsTenants ? ["-"] : (ReadOnlySpan<TextCell>)[],
                new TextCell(policy.Condition.ToString(), ColourOf(policy.Condition)),
                policy.Reason.ToString(),
                "-",
                policy.NeedsHuman ? WaitsForAPerson : "-",
                "-",
            ]);
        }

        terminal.Print(table);
        CompareVaults(terminal, report);
        Conclude(terminal, report, SweepSummary.Of(report).ToString());
    }

    /// <summary>Prints one row per application: what a sweep would do, and why.</summary>
    public static void Plan(Terminal terminal, SweepReport report)
    {
        var table = new TextTable(["POLICY", "CONDITION", "REASON", "A SWEEP WOULD"]);
        foreach (var application in report.Applications)
        {
            // A preflight precedes every issue and is not shown.
            var steps = application.Steps.Where(step => step.Step != Step.Preflight).ToList();
            table.Add(
                application.Policy.Label,
                new TextCell(application.Condition.ToString(), ColourOf(application.Condition)),
                steps.Count == 0
                    ? application.Reason.ToString()
                    : string.Join(", ", steps.Select(step => step.Reason).Distinct()),
                (steps.Count > 0, Next(application, report.FinishedAt)) switch
                {
                    (true, _) => Joined(steps),
                    (_, "-") => "do nothing",
                    (_, var next) => application.NeedsHuman ? next : $"do nothing; {next}",
                });
        }

        foreach (var policy in report.Policies)
        {
            table.Add(
                policy.Policy.Name,
                new TextCell(policy.Condition.ToString(), ColourOf(policy.Condition)),
                policy.Reason.ToString(),
                policy.NeedsHuman ? WaitsForAPerson : "do nothing");
        }

        terminal.Print(table);
        Conclude(terminal, report, SweepSummary.Foreseen(report));
    }

    /// <summary>Prints one row per step that was done.</summary>
    public static void Steps(Terminal terminal, SweepReport report)
    {
        var table = new TextTable(["POLICY", "STEP", "OUTCOME", "REASON", "CREDENTIAL", "WHEN"]);
        foreach (var application in report.Applications)
        {
            foreach (var step in application.Steps)
            {
                table.Add(
                    application.Policy.Label,
                    step.Step.ToString(),
                    new TextCell(
                        step.Outcome.ToString(),
                        step.Outcome switch
                        {
                            StepOutcome.Done => Colour.Green,
                            StepOutcome.Planned or StepOutcome.Skipped => null,
                            _ => Colour.Red
                        }),
                    step.Reason.ToString(),
                    step.KeyId is { } keyId ? VersionTags.Abbreviate(keyId) : "-",
                    TimeText.ToTheMinute(step.At));
            }

            if (application.Steps.Count == 0)
            {
                table.Add(
                    application.Policy.Label,
                    "-",
                    new TextCell(application.Condition.ToString(), ColourOf(application.Condition)),
                    application.Reason.ToString(),
                    "-",
                    Next(application, report.FinishedAt));
            }
        }

        terminal.Print(table);
        Conclude(terminal, report, SweepSummary.Of(report).ToString());
    }

    /// <summary>
    /// The tenants that could not be listed and whose failure no application's report mentions, because no application
    /// is affected yet.
    /// </summary>
    public static IEnumerable<UnlistedTenant> Unsaid(SweepReport report) =>
        report.Unlisted.Where(tenant => !report.Applications.Any(application =>
            application.Message.Contains(tenant.Failure.Message, StringComparison.Ordinal)));

    /// <summary>One line about a tenant that could not be listed.</summary>
    public static string Unlisted(UnlistedTenant tenant) =>
        $"{(tenant.TenantId is { } id ? $"tenant {id}" : "the identity's own tenant")}: its {tenant.Kind.Noun()}s could not be listed: {tenant.Failure.Message}";

    /// <summary>A short text about the next step of an application.</summary>
    public static string Next(ApplicationReport application, DateTimeOffset now) => application switch
    {
        { NeedsHuman: true } => WaitsForAPerson,
        { NextAction: Step.None } => "-",
        { NextActionAt: { } at } => $"{application.NextAction} {(at > now ? TimeText.Relative(at, now) : "now")}",
        _ => application.NextAction.ToString(),
    };

    // For example "Issue → Store → Verify → Promote; Retire 38d6b0e6": the steps of one credential for one reason
    // are joined.
    private static string Joined(List<StepRecord> steps)
    {
        var text = new StringBuilder();
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            if (index > 0)
            {
                text.Append(IsOneWith(steps[index - 1]) ? " → " : "; ");
            }

            text.Append(step.Step);
            if (step.KeyId is { } keyId && (index + 1 == steps.Count || !IsOneWith(steps[index + 1])))
            {
                text.Append(' ').Append(VersionTags.Abbreviate(keyId));
            }

            bool IsOneWith(StepRecord other) => other.KeyId == step.KeyId && other.Reason == step.Reason;
        }

        return text.ToString();
    }

    // Prints the vaults of the applications whose vaults differ.
    private static void CompareVaults(Terminal terminal, SweepReport report)
    {
        var differing = report.Applications
            .Where(application =>
                application.Vaults.DistinctBy(vault => (vault.State, vault.KeyId)).Skip(1).Any())
            .ToList();
        if (differing.Count > 0)
        {
            terminal.Out.WriteLine();
        }

        foreach (var application in differing)
        {
            var vaults = application.Vaults.Select(vault => $"{VaultObservation.NameOf(vault.Vault)} {Shows(vault)}");
            terminal.WriteLine(Terminal.Embolden(application.Policy.Label), $": {string.Join("; ", vaults)}");
        }
    }

    private static string Shows(VaultStanding vault) => vault.State switch
    {
        VaultState.Current => $"has the current value ({VersionTags.Abbreviate(vault.KeyId!.Value)})",
        VaultState.Behind => $"has an earlier value ({VersionTags.Abbreviate(vault.KeyId!.Value)})",
        VaultState.Missing => "has no value",
        VaultState.Disabled => "has a disabled newest version",
        VaultState.Foreign => "has a value that others wrote",
        VaultState.OtherApplication => "has the value of another application",
        _ => $"cannot be read: {vault.Failure}",
    };

    private static void Conclude(Terminal terminal, SweepReport report, string summary)
    {
        var troubled = report.Applications
            .Where(application =>
                application.Condition is Condition.NeedsAttention or Condition.Failed or Condition.Expired)
            .ToList();
        if (troubled.Count + report.Policies.Count > 0)
        {
            terminal.Out.WriteLine();
            foreach (var application in troubled)
            {
                terminal.WriteLine(Terminal.Embolden(application.Policy.Label), $": {Advice.MessageOf(application)}");
            }

            foreach (var policy in report.Policies)
            {
                terminal.WriteLine(Terminal.Embolden(policy.Policy.Name), $": {policy.Message}");
            }
        }

        foreach (var tenant in Unsaid(report))
        {
            terminal.Out.WriteLine(Unlisted(tenant));
        }

        foreach (var application in report.Unmatched)
        {
            terminal.Out.WriteLine(
                $"{application.DisplayName} ({application.AppId}) has credentials of this service, but no policy covers it any more; its credentials are kept");
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine(summary);
    }

    private static string End(Credential credential, DateTimeOffset now) =>
        credential.EndDateTime == DateTimeOffset.MaxValue
            ? "never"
            : $"{TimeText.ToTheMinute(credential.EndDateTime)} ({TimeText.Relative(credential.EndDateTime, now)})";

    private static Colour? ColourOf(Condition condition) => condition switch
    {
        Condition.Healthy => Colour.Green,
        Condition.Due or Condition.Rotating => Colour.Yellow,
        _ => Colour.Red,
    };
}
