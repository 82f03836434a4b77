using System.Text.RegularExpressions;
using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>The name of a secret with places in it for what each application fills in: <c>{displayName}</c>, <c>{appId}</c>, <c>{policy}</c>.</summary>
/// <remarks>What is filled in is lower-cased, and each character that Key Vault takes in no name becomes a hyphen. What stands beside it is taken as it is.</remarks>
public static partial class SecretTemplate
{
    /// <summary>What may stand between braces.</summary>
    public static readonly IReadOnlyList<string> Places = ["displayName", "appId", "policy"];

    /// <summary>Whether a secret's name is to be filled in.</summary>
    public static bool IsTemplate(string secret) => secret.Contains('{', StringComparison.Ordinal) || secret.Contains('}', StringComparison.Ordinal);

    /// <summary>Whether the names that it yields differ from application to application, as far as the applications' own names do.</summary>
    public static bool TellsApplicationsApart(string secret) =>
        HasDisplayName(secret) || secret.Contains("{appId}", StringComparison.Ordinal);

    /// <summary>Whether the application's display name is to be filled in.</summary>
    public static bool HasDisplayName(string secret) => secret.Contains("{displayName}", StringComparison.Ordinal);

    /// <summary>What is wrong with the braces; null if nothing.</summary>
    public static string? Problem(string secret)
    {
        if (!IsTemplate(secret))
        {
            return null;
        }

        foreach (Match match in Place().Matches(secret))
        {
            if (!Places.Contains(match.Groups["name"].Value, StringComparer.Ordinal))
            {
                return $"\"{match.Value}\" in `secret` is none of {string.Join(", ", Places.Select(place => $"{{{place}}}"))}";
            }
        }

        return IsTemplate(Place().Replace(secret, ""))
            ? $"the braces in `secret` do not match; a place is written like {{displayName}}"
            : null;
    }

    /// <summary>The name without what is filled in.</summary>
    public static string Rest(string secret) => Place().Replace(secret, "");

    /// <summary>The name for one application.</summary>
    public static string Fill(string secret, string policy, DirectoryApplication application) => Place().Replace(secret, match => match.Groups["name"].Value switch
    {
        "displayName" => Acceptable(application.DisplayName),
        "appId" => application.AppId.ToString("D"),
        "policy" => Acceptable(policy),
        _ => match.Value,
    });

    private static string Acceptable(string text) => string.Create(text.Length, text, (span, from) =>
    {
        for (var index = 0; index < span.Length; index++)
        {
            span[index] = char.IsAsciiLetterOrDigit(from[index]) ? char.ToLowerInvariant(from[index]) : '-';
        }
    });

    [GeneratedRegex("\\{(?<name>[^{}]*)\\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Place();
}
