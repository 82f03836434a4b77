using RotationService.Core.Policies;
using RotationService.PolicyFile;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>Loads the policy file for commands that act on it.</summary>
internal static class PolicyLoading
{
    /// <summary>Loads the policies and writes the warnings to standard error.</summary>
    /// <exception cref="UsageException">The file has errors. They have been written to standard error.</exception>
    public static PolicySet Load(Invocation invocation) => LoadFile(invocation).Policies!;

    /// <summary>
    /// Loads the policies together with the identity of the file's content, and writes the warnings to standard error.
    /// </summary>
    /// <exception cref="UsageException">The file has errors. They have been written to standard error.</exception>
    public static PolicyFileResult LoadFile(Invocation invocation)
    {
        var result = PolicyFileLoader.Load(invocation.PoliciesPath);
        Show(invocation, result);
        return result.Policies is not null
            ? result
            : throw new UsageException("nothing was done, because the policy file has errors");
    }

    /// <summary>
    /// Writes the errors of a file to standard error, and its warnings unless the verbosity is quiet.
    /// </summary>
    public static void Show(Invocation invocation, PolicyFileResult result)
    {
        foreach (var message in result.Messages
            .Where(message => !message.IsWarning || invocation.Verbosity != Verbosity.Quiet))
        {
            invocation.Terminal.Error.WriteLine(message.Format(result.File));
        }
    }
}
