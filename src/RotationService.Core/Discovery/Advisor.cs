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
        ("github", "GitHub Actions log in by a federated credential"),
        ("gitlab", "GitLab pipelines log in by a federated credential"),
        ("azure devops", "Azure Pipelines log in by a service connection with workload identity federation"),
        ("azuredevops", "Azure Pipelines log in by a service connection with workload identity federation"),
        ("terraform", "HCP Terraform, and Terraform in pipelines, log in by a federated credential"),
        ("kubernetes", "pods in Kubernetes log in by workload identity, a federated credential"),
        ("aks", "pods in AKS log in by workload identity, a federated credential"),
        (
            "rbac",
            "`az ad sp create-for-rbac` made it, mostly for a pipeline, which could log in by a federated credential"),
        ("function app", "what runs in Azure logs in by a managed identity"),
        ("app service", "what runs in Azure logs in by a managed identity"),
        ("logic app", "what runs in Azure logs in by a managed identity"),
        ("virtual machine", "what runs in Azure logs in by a managed identity"),
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
                return $"its name says \"{word}\": {what}, without a secret";
            }

            if (live.Exists(credential => credential.DisplayName is { } name && Has(name, word)))
            {
                return $"a secret of it is called \"{word}\": {what}, without a secret";
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
