using System.Text.RegularExpressions;

namespace RotationService.Core.Policies;

/// <summary>The address of a key vault as a policy file may write it.</summary>
public static partial class VaultAddress
{
    private static readonly string[] Clouds =
        [".vault.azure.net", ".vault.azure.cn", ".vault.usgovcloudapi.net", ".vault.microsoftazure.de"];

    /// <summary>Parses an address. It must use https, have the host name of a vault, and end there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address. Null if the text is not valid.</param>
    /// <param name="problem">What is wrong and what to write instead. Empty if the text is valid.</param>
    public static bool TryParse(string text, out Uri? address, out string problem)
    {
        address = null;
        if (Name().IsMatch(text))
        {
            problem =
                $"\"{text}\" is only the name of a vault; write its address, "
                    + $"https://{text.ToLowerInvariant()}.vault.azure.net";
            return false;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || string.IsNullOrEmpty(uri.Host))
        {
            problem =
                $"\"{text}\" is not the address of a vault; write an address such as https://contoso-prod.vault.azure.net";
            return false;
        }

        if (uri.Scheme != Uri.UriSchemeHttps)
        {
            problem = $"the address of a vault must begin with https; write https://{uri.Host}";
            return false;
        }

        if (uri.AbsolutePath != "/"
            || uri.Query.Length > 0
            || uri.Fragment.Length > 0
            || uri.UserInfo.Length > 0
            || !uri.IsDefaultPort)
        {
            problem =
                "the address of a vault must end with its host name (the name of the secret belongs under `secret`); "
                    + $"write https://{uri.Host}";
            return false;
        }

        var cloud = Clouds.FirstOrDefault(suffix => uri.Host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        if (cloud is null || !Name().IsMatch(uri.Host[..^cloud.Length]))
        {
            problem =
                $"\"{uri.Host}\" is not the host name of a vault; write NAME.vault.azure.net, where NAME has 3 to 24 "
                + "letters, digits and hyphens (.vault.azure.cn or .vault.usgovcloudapi.net in those clouds); use the "
                + "public name for a private endpoint, too";
            return false;
        }

        address = new Uri($"https://{uri.Host.ToLowerInvariant()}");
        problem = "";
        return true;
    }

    [GeneratedRegex(
        "^[a-zA-Z](?!.*--)[0-9a-zA-Z-]{1,22}[0-9a-zA-Z]\\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Name();
}
