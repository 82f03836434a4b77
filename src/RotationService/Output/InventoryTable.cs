using System.Globalization;
using RotationService.Core.Credentials;
using RotationService.Core.Discovery;

namespace RotationService.Output;

/// <summary>Prints the result of `discover` as a table.</summary>
internal static class InventoryTable
{
    /// <summary>Prints one row per application, the most urgent first, and a summary.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="inventory">The applications to print.</param>
    /// <param name="all">The number of all applications, including those that a filter excludes.</param>
    public static void Print(Terminal terminal, Inventory inventory, int all)
    {
        var showsTenants = inventory.Applications.Select(found => found.Application.TenantId).Distinct().Skip(1).Any();
        var table = new TextTable([
            .. showsTenants ? ["TENANT"] : (ReadOnlySpan<string>)[],
            "APPLICATION",
            "APP ID",
            "URGENCY",
            "FIRST ENDS",
            "LAST ENDS",
            "SECRETS",
            "POLICY"
        ]);
        foreach (var found in inventory.Applications)
        {
            table.Add([
                .. showsTenants ? [found.Application.TenantId?.ToString("D") ?? "-"] : (ReadOnlySpan<TextCell>)[],
                found.Application.Kind is DirectoryKind.ServicePrincipal
                    ? $"{found.Application.DisplayName} (service principal)"
                    : found.Application.DisplayName,
                found.Application.AppId.ToString("D"),
                new TextCell(found.Urgency.ToString(), ColourOf(found.Urgency)),
                End(found.FirstEnd, inventory.At),
                End(found.LastEnd, inventory.At),
                Secrets(found),
                found.Policies.Count == 0 ? "-" : string.Join(", ", found.Policies),
            ]);
        }

        terminal.Print(table);
        var advised = inventory.Applications.Where(found => found.Advice is not null).ToList();
        if (advised.Count > 0)
        {
            terminal.Out.WriteLine();
            foreach (var found in advised)
            {
                terminal.Out.WriteLine($"{found.Application.DisplayName}: it may not need a secret; {found.Advice}");
            }
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine(Summary(inventory, all));
    }

    private static string Summary(Inventory inventory, int all)
    {
        var count = inventory.Applications.Count;
        var parts = Enum.GetValues<Urgency>()
            .Select(urgency => (Count: inventory.Applications.Count(found => found.Urgency == urgency), urgency))
            .Where(part => part.Count > 0)
            .Select(part => $"{part.Count} {Words(part.urgency)}")
            .Append($"{inventory.Applications.Count(found => found.Policies.Count > 0)} covered by a policy");
        var of = count == all ? "" : string.Create(CultureInfo.InvariantCulture, $" of {all}");
        return $"{count}{of} applications: {string.Join(", ", parts)}";
    }

    private static string Words(Urgency urgency) => urgency switch
    {
        Urgency.Expired => "expired",
        Urgency.Within7Days => "within 7 days",
        Urgency.Within30Days => "within 30 days",
        Urgency.Within90Days => "within 90 days",
        Urgency.Later => "later",
        Urgency.WithoutEnd => "without an end date",
        _ => "without a secret",
    };

    private static string End(DateTimeOffset? end, DateTimeOffset now) =>
        end is { } at ? TimeText.Relative(at, now) : "-";

    private static string Secrets(DiscoveredApplication found)
    {
        var parts = found.Credentials
            .GroupBy(credential => credential.Origin)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}");
        return found.Credentials.Count == 0 ? "-" : string.Join(", ", parts);
    }

    private static Colour? ColourOf(Urgency urgency) => urgency switch
    {
        Urgency.Expired or Urgency.Within7Days => Colour.Red,
        Urgency.Within30Days => Colour.Yellow,
        Urgency.Later => Colour.Green,
        _ => null,
    };
}
