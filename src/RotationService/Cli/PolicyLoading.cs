using RotationService.Core.Policies;
using RotationService.PolicyFile;

namespace RotationService.Cli;

/// <summary>The policy file for verbs that act on it.</summary>
internal static class PolicyLoading
{
    /// <summary>The policies. Warnings are said on standard error.</summary>
    /// <exception cref="UsageException">The file does not do; its errors have been said.</exception>
    public static PolicySet Load(Invocation invocation)
    {
        var result = PolicyFileLoader.Load(invocation.PoliciesPath);
        foreach (var message in result.Messages.Where(message => !message.IsWarning || invocation.Verbosity != Verbosity.Quiet))
        {
            invocation.Terminal.Error.WriteLine(message.Format(result.File));
        }

        return result.Policies ?? throw new UsageException("nothing was done, because the policy file has errors");
    }
}
