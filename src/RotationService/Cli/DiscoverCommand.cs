using System.CommandLine;
using System.Text;
using RotationService.Composition;
using RotationService.Core.Discovery;
using RotationService.Core.Display;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.PolicyFile;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>
/// The `discover` command, which lists every application that the identity may read, with its secrets, their ends and
/// the policies that cover it.
/// </summary>
internal static class DiscoverCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var within = new Option<string?>("--within")
        {
            Description = "List only applications whose last secret ends within this time, or has ended",
            HelpName = "DURATION"
        };
        var uncovered = new Option<bool>("--uncovered") { Description = "List only applications that no policy covers" };
        var name = new Option<string?>("--name")
        {
            Description = "List only applications whose display name matches this; * matches any text",
            HelpName = "PATTERN"
        };
        var write = new Option<string?>("--write")
        {
            Description = "Write a draft policy file for the listed applications that have secrets and no policy",
            HelpName = "FILE"
        };
        var command = new Command(
            "discover",
            "List every application that the identity can read, with its secrets, their end dates and its policies")
        {
            within,
            uncovered,
            name,
            write
        };
        command.SetAction((parsed, cancellationToken) => ExecuteAsync(
            common.Read(parsed, asRows: true),
            common.NamesPolicies(parsed),
            new Filter(
                ReadWithin(parsed.GetValue(within)),
                parsed.GetValue(uncovered),
                parsed.GetValue(name) is { } pattern ? new NamePattern(pattern) : null),
            parsed.GetValue(write),
            cancellationToken));
        return command;
    }

    private static async Task<int> ExecuteAsync(
        Invocation invocation,
        bool namesPolicies,
        Filter filter,
        string? draft,
        CancellationToken cancellationToken)
    {
        // Without a policy file the command still works, because many users run it before they write one.
        var policies = namesPolicies || File.Exists(invocation.PoliciesPath)
            ? PolicyLoading.Load(invocation)
            : new PolicySet(null, []);
        if (draft is not null && Path.Exists(draft))
        {
            throw new UsageException(
                $"--write {draft}: the file exists already and is not overwritten; choose another name");
        }

        await using var service = await Service.OpenAsync(invocation.ServiceFor(policies), cancellationToken);
        var found = invocation.Verbosity == Verbosity.Quiet
            ? await service.DiscoverAsync(policies, progress: null, cancellationToken)
            : await invocation.Terminal.CountAsync(
                "applications",
                progress => service.DiscoverAsync(policies, progress, cancellationToken));

        if (found.Failure is { } failure)
        {
            ShowFailure(invocation, service, failure);
            return ExitCode.Unreachable;
        }

        var shown = found.Value with
        {
            Applications =
                [.. found.Value.Applications.Where(application => filter.Takes(application, found.Value.At))]
        };
        Show(invocation, service, shown, found.Value.Applications.Count);
        if (draft is not null)
        {
            await WriteDraftAsync(invocation, draft, shown, policies, cancellationToken);
        }

        foreach (var tenant in found.Value.Unlisted)
        {
            invocation.Complain($"the list is incomplete: {ReportTables.Unlisted(tenant)}");
        }

        return found.Value.Unlisted.Count == 0 ? ExitCode.Fine : ExitCode.Trouble;
    }

    private static void ShowFailure(Invocation invocation, Service service, CallFailure failure)
    {
        if (invocation.Output == OutputFormat.Json)
        {
            invocation.Terminal.Document.WriteLine(
                InventoryDocument.Write(new Inventory([], service.Clock.Now), service.Calls, failure.Message));
        }

        invocation.Complain(
            NoIdentity.Explain(failure, invocation.Verbosity is Verbosity.Detailed or Verbosity.Debug));
    }

    private static void Show(Invocation invocation, Service service, Inventory shown, int total)
    {
        switch (invocation.Output)
        {
            case OutputFormat.Json:
                invocation.Terminal.Document.WriteLine(InventoryDocument.Write(shown, service.Calls));
                break;
            case OutputFormat.Csv:
                InventoryRows.Write(invocation.Terminal.Document, shown);
                break;
            default:
                InventoryTable.Print(invocation.Terminal, shown, total);
                break;
        }
    }

    private static async Task WriteDraftAsync(
        Invocation invocation,
        string path,
        Inventory shown,
        PolicySet policies,
        CancellationToken cancellationToken)
    {
        if (PolicyDraft.Write(shown, policies) is not { } text)
        {
            invocation.Complain(
                $"{path} was not written: every listed application has a policy or has no secret");
            return;
        }

        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        invocation.Complain(
            $"{path} is a draft; review it, then run `{OwnCommand.Typed(ShellCommand.Of($"plan --policies {path}"))}` to see what would be done");
    }

    private static TimeSpan? ReadWithin(string? text) =>
        text is null ? null
        : DurationText.TryParse(text, out var within, out var problem) ? within
        : throw new UsageException($"--within: {problem}");

    private sealed record Filter(TimeSpan? Within, bool Uncovered, NamePattern? Name)
    {
        public bool Takes(DiscoveredApplication found, DateTimeOffset now) =>
            (Within is null || (found.Urgency != Urgency.WithoutEnd && found.LastEnd <= now + Within))
            && (!Uncovered || found.Policies.Count == 0)
            && (Name is null || Name.Fits(found.Application.DisplayName));
    }
}
