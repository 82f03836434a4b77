using System.Globalization;
using System.Text;

namespace RotationService.Simulation.World;

/// <summary>The policy file that people write, as text: each process reads it as it would in life.</summary>
internal static class WishedFile
{
    /// <summary>What tells an application that belongs to the group.</summary>
    public const string Tag = "auto-rotate";

    /// <summary>The name of the group's policy.</summary>
    public const string Group = "team";

    /// <summary>A file that asks for this.</summary>
    /// <param name="wishes">What people want.</param>
    /// <param name="tagged">All applications that bear the tag.</param>
    /// <param name="tenants">The tenants they are in; empty for the identity's own.</param>
    public static string Of(IReadOnlyList<Wish> wishes, IEnumerable<Guid> tagged, IReadOnlyList<Guid> tenants)
    {
        var text = new StringBuilder("version: 1\n");
        text.Append(tenants.Count > 0 ? $"tenants: [{string.Join(", ", tenants)}]\n" : "").Append("policies:\n");
        // A group is of registrations.
        var members = wishes.Where(wish => wish.InGroup && !wish.IsServicePrincipal).ToList();
        foreach (var wish in wishes.Except(members))
        {
            text.Append(CultureInfo.InvariantCulture, $"  - name: {wish.Name}\n    {(wish.IsServicePrincipal ? "servicePrincipal" : "application")}: {{ appId: {wish.Application.AppId} }}\n");
            Tell(text, wish, "    ");
        }

        if (members is not [var first, ..])
        {
            return text.ToString();
        }

        // What the group says is what the first of them wants; the others have what they want otherwise, and all of it, as their own.
        var except = tagged.Except(members.Select(wish => wish.Application.AppId));
        text.Append(CultureInfo.InvariantCulture, $"  - name: {Group}\n    applications: {{ tag: {Tag}, displayName: \"app-*\", except: [{string.Join(", ", except)}] }}\n");
        Tell(text, first with { Secret = "\"{displayName}-secret\"" }, "    ");
        var others = members.Where(wish => wish != first || wish.Secret != $"{wish.Application.DisplayName}-secret").ToList();
        text.Append(others.Count > 0 ? "    overrides:\n" : "");
        foreach (var wish in others)
        {
            text.Append(CultureInfo.InvariantCulture, $"      - application: {{ appId: {wish.Application.AppId} }}\n");
            Tell(text, wish, "        ");
        }

        return text.ToString();
    }

    private static void Tell(StringBuilder text, Wish wish, string indent)
    {
        Line("secret", wish.Secret);
        Line("vaults", $"[{string.Join(", ", wish.Vaults.Select(vault => $"https://{vault}.vault.azure.net"))}]");
        Line("lifetime", Hours(wish.Lifetime));
        Line("renewBefore", Hours(wish.RenewBefore));
        Line("gracePeriod", Hours(wish.Grace));
        Line("adopt", wish.Adopt ? "true" : "false");
        Line("hold", wish.Hold ? "true" : "false");
        Line("verify", wish.Proves ? "{ settle: 2m }" : "none");
        Line("window", wish.Window is { } window
            ? string.Create(CultureInfo.InvariantCulture, $"{{ days: [{string.Join(", ", window.Days.Select(day => $"{day}"[..3]))}], from: \"{window.From:00}:00\", to: \"{window.To:00}:00\", timeZone: {window.TimeZone} }}")
            : "none");

        void Line(string key, string value) => text.Append(indent).Append(key).Append(": ").Append(value).Append('\n');
    }

    private static string Hours(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours}h");
}
