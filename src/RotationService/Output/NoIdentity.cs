using RotationService.Core.Ports;

namespace RotationService.Output;

/// <summary>
/// Explains to a user who has not signed in what to do, instead of listing everything that was tried.
/// </summary>
internal static class NoIdentity
{
    private const string Known = "No identity to run under was found";

    /// <summary>
    /// Why the directory could not be listed. If no identity was found, the message is short unless details are
    /// requested.
    /// </summary>
    public static string Explain(CallFailure failure, bool isDetailed)
    {
        var message = $"the directory could not be listed: {failure.Message}";
        if (!failure.Message.Contains(Known, StringComparison.Ordinal))
        {
            return message;
        }

        const string Advice =
            "nobody is signed in to Azure: run `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or add --sandbox to try it without Azure";
        return isDetailed ? $"{Advice}; {message}" : $"{Advice} (--verbosity detailed shows what was tried)";
    }
}
