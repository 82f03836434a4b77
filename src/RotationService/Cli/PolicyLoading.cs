using RotationService.Core.Policies;
using RotationService.PolicyFile;

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
        Say(invocation, result);
        return result.Policies is not null ? result : throw new UsageException("nothing was done, because the policy file has errors");
    }

    /// <summary>Says what is wrong with a file, and unless it is to be quiet what is unwise.</summary>
    public static void Say(Invocation invocation, PolicyFileResult result)
    {
        foreach (var message in result.Messages.Where(message => !message.IsWarning || invocation.Verbosity != Verbosity.Quiet))
        {
            invocation.Terminal.Error.WriteLine(message.Format(result.File));
        }
    }
}
