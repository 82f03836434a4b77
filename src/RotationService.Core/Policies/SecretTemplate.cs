using System.Text.RegularExpressions;
using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>
/// A secret name with placeholders for each application: <c>{displayName}</c>, <c>{appId}</c>, <c>{policy}</c>.
/// </summary>
/// <remarks>
/// Inserted values are converted to lower case, and each character that Key Vault does not allow in names becomes a
/// hyphen. The text around the placeholders stays unchanged.
/// </remarks>
public static partial class SecretTemplate
{
    /// <summary>The names that may stand between braces.</summary>
    public static readonly IReadOnlyList<string> Places = ["displayName", "appId", "policy"];

    /// <summary>Whether a secret name contains braces.</summary>
    public static bool IsTemplate(string secret) =>
        secret.Contains('{', StringComparison.Ordinal) || secret.Contains('}', StringComparison.Ordinal);

    /// <summary>
    /// Whether the template yields different names for different applications, provided that their display names
    /// differ.
    /// </summary>
    public static bool TellsApplicationsApart(string secret) =>
        HasDisplayName(secret) || secret.Contains("{appId}", StringComparison.Ordinal);

    /// <summary>Whether the template contains the display name of the application.</summary>
    public static bool HasDisplayName(string secret) => secret.Contains("{displayName}", StringComparison.Ordinal);

    /// <summary>Describes what is wrong with the braces. Returns null if nothing is wrong.</summary>
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
                return
                    $"\"{match.Value}\" in `secret` is not one of "
                        + string.Join(", ", Places.Select(place => $"{{{place}}}"));
            }
        }

        return IsTemplate(Place().Replace(secret, ""))
            ? $"the braces in `secret` do not match; write a placeholder as {{displayName}}"
            : null;
    }

    /// <summary>Returns the name without its placeholders.</summary>
    public static string Rest(string secret) => Place().Replace(secret, "");

    /// <summary>Returns the name for one application.</summary>
    public static string Fill(string secret, string policy, DirectoryApplication application) =>
        Place().Replace(secret, match => match.Groups["name"].Value switch
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

    [GeneratedRegex(
        "\\{(?<name>[^{}]*)\\}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Place();
}
