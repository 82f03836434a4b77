using System.Globalization;
using System.Text;
using RotationService.Core.Discovery;
using RotationService.Core.Display;
using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Drafts a policy file for applications that no policy covers, as a starting point for the user.</summary>
internal static class PolicyDraft
{
    private const string SomeVault = "https://contoso-prod.vault.azure.net";

    // A comment ends with its line, and the name of an application may contain anything.
    private const int LongestName = 300;

    /// <summary>
    /// Returns a draft with a policy for each application that has a secret and that no policy covers. Null if there is
    /// none.
    /// </summary>
    /// <param name="inventory">The applications.</param>
    /// <param name="policies">The existing policies. The draft avoids their names and secret names.</param>
    public static string? Write(Inventory inventory, PolicySet policies)
    {
        var uncovered = inventory.Applications
            .Where(found => found.Policies.Count == 0 && found.Urgency != Urgency.NoSecret)
            .ToList();
        if (uncovered.Count == 0)
        {
            return null;
        }

        var vault = policies.Policies
            .Select(policy => policy.Vaults[0].GetLeftPart(UriPartial.Authority))
            .FirstOrDefault();
        var names = policies.Policies.Select(policy => policy.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var secrets = policies.Policies.Select(policy => policy.Secret).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var text = new StringBuilder();
        AppendHead(text, inventory, policies, vault);
        foreach (var found in uncovered)
        {
            var slug = Slug(found.Application.DisplayName);
            var name = Free(slug, "", names.Contains);
            var secret = Free(
                slug,
                "-client-secret",
                secret => secrets.Contains(secret) || secrets.Contains(secret + Policy.PendingSuffix));
            names.Add(name);
            secrets.Add(secret);
            AppendPolicy(text, found, name, secret);
        }

        return text.ToString();
    }

    private static void AppendHead(StringBuilder text, Inventory inventory, PolicySet policies, string? vault)
    {
        text.Append("# A draft, made by `rotation-service discover --write` ")
            .Append(inventory.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture))
            .Append(".\n")
            .Append("#\n")
            .Append(
                "# Before the service uses this file, set the vault, remove the applications that are not yours, and make sure that\n# the programs read their secrets from the vault.\n")
            .Append(
                "# Then run `rotation-service plan --policies THIS-FILE` to see what would be done. Secrets that others created are\n# never removed unless you add `adopt: true`.\n")
            .Append("version: 1\n");
        if (policies.TenantId is { } tenant)
        {
            text.Append(CultureInfo.InvariantCulture, $"tenant: {tenant}\n");
        }

        if (policies.Tenants.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"tenants: [{string.Join(", ", policies.Tenants)}]\n");
        }

        text.Append("defaults:\n")
            .Append(
                CultureInfo.InvariantCulture,
                $"  vault: {vault ?? SomeVault}{(vault is null ? "     # your vault" : "")}\n")
            .Append("policies:\n");
    }

    private static void AppendPolicy(StringBuilder text, DiscoveredApplication found, string name, string secret)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"  # {VisibleText.Of(found.Application.DisplayName, LongestName)}: {Standing(found)}\n");
        if (found.Advice is { } advice)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  # It may not need a secret: {VisibleText.Of(advice, LongestName)}.\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"  - name: {name}\n")
            .Append(CultureInfo.InvariantCulture, $"    application: {{ appId: {found.Application.AppId:D} }}\n")
            .Append(CultureInfo.InvariantCulture, $"    secret: {secret}\n");
    }

    private static string Standing(DiscoveredApplication found) => found switch
    {
        { Urgency: Urgency.WithoutEnd } => "one of its secrets has no end date",
        { Urgency: Urgency.Expired, LastEnd: { } last } => $"its last secret ended {Day(last)}",
        { FirstEnd: { } first, LastEnd: { } last } when first < last =>
            $"its first secret ends {Day(first)}, its last {Day(last)}",
        { LastEnd: { } last } => $"its secret ends {Day(last)}",
        _ => "it has no secret",
    };

    private static string Day(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // The result begins with a letter, so that YAML reads it as text and not as a number or another type.
    private static string Slug(string displayName)
    {
        var kept = string.Concat(displayName.Take(80).Select(character =>
            char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-'));
        var slug = string.Join('-', kept.Split('-', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length > 0
            && char.IsAsciiLetter(slug[0])
            && slug is not ("true" or "false" or "null" or "none")
                ? slug
                : $"app-{slug}".TrimEnd('-');
    }

    private static string Free(string slug, string suffix, Func<string, bool> isTaken)
    {
        var name = slug + suffix;
        for (var number = 2; isTaken(name); number++)
        {
            name = $"{slug}-{number}{suffix}";
        }

        return name;
    }
}
