using RotationService.Core.Credentials;

namespace RotationService.Core.Discovery;

/// <summary>
/// Guesses from the names of an application and its secrets whether the application could work without a secret.
/// </summary>
/// <remarks>
/// A listing shows nothing but names about the purpose of an application. The advice therefore quotes the name that it
/// relies on, and no decision depends on it.
/// </remarks>
internal static class Advisor
{
    private static readonly (string Word, string What)[] Signs =
    [
        ("github", "GitHub Actions can log in with a federated credential"),
        ("gitlab", "GitLab pipelines can log in with a federated credential"),
        ("azure devops", "Azure Pipelines can log in with a service connection that uses workload identity federation"),
        ("azuredevops", "Azure Pipelines can log in with a service connection that uses workload identity federation"),
        ("terraform", "HCP Terraform, and Terraform in pipelines, can log in with a federated credential"),
        ("kubernetes", "pods in Kubernetes can log in with workload identity, a federated credential"),
        ("aks", "pods in AKS can log in with workload identity, a federated credential"),
        (
            "rbac",
            "`az ad sp create-for-rbac` created it, usually for a pipeline, which can log in with a federated "
                + "credential"),
        ("function app", "programs that run in Azure can log in with a managed identity"),
        ("app service", "programs that run in Azure can log in with a managed identity"),
        ("logic app", "programs that run in Azure can log in with a managed identity"),
        ("virtual machine", "programs that run in Azure can log in with a managed identity"),
    ];

    /// <summary>Returns the advice. Returns null if no name gives a clue or if no foreign secret is live.</summary>
    public static string? Of(DirectoryApplication application, DateTimeOffset now)
    {
        var live = application.Credentials
            .Where(credential => !credential.HasEnded(now) && credential.Mark is null)
            .ToList();
        if (live.Count == 0)
        {
            return null;
        }

        foreach (var (word, what) in Signs)
        {
            if (Has(application.DisplayName, word))
            {
                return $"its name contains \"{word}\": {what}, without a secret";
            }

            if (live.Exists(credential => credential.DisplayName is { } name && Has(name, word)))
            {
                return $"the name of one of its client secrets contains \"{word}\": {what}, without a secret";
            }
        }

        return null;
    }

    // The word must stand alone: "leaks" does not contain the sign "aks".
    private static bool Has(string name, string word)
    {
        for (var at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = name.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsLetterOrDigit(name[at - 1]))
                && (at + word.Length == name.Length || !char.IsLetterOrDigit(name[at + word.Length])))
            {
                return true;
            }
        }

        return false;
    }
}
