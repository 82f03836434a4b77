using RotationService.Core.Policies;
using RotationService.PolicyFile;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>The policy file for verbs that act on it.</summary>
internal static class PolicyLoading
{
    /// <summary>The policies. Warnings are said on standard error.</summary>
    /// <exception cref="UsageException">The file does not do; its errors have been said.</exception>
    public static PolicySet Load(Invocation invocation) => LoadFile(invocation).Policies!;

    /// <summary>The same, and what tells this content of the file from any other.</summary>
    /// <exception cref="UsageException">The file does not do; its errors have been said.</exception>
    public static PolicyFileResult LoadFile(Invocation invocation)
    {
        var result = PolicyFileLoader.Load(invocation.PoliciesPath);
        Show(invocation, result);
        return result.Policies is not null ? result : throw new UsageException("nothing was done, because the policy file has errors");
    }

    /// <summary>Writes the errors of a file to standard error, and its warnings unless the person asked for quiet.</summary>
    public static void Show(Invocation invocation, PolicyFileResult result)
    {
        foreach (var message in result.Messages.Where(message => !message.IsWarning || invocation.Verbosity != Verbosity.Quiet))
        {
            invocation.Terminal.Error.WriteLine(message.Format(result.File));
        }
    }
}
