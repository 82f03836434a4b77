using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>The result of loading a policy file.</summary>
/// <param name="File">The path as the user named it.</param>
/// <param name="Policies">The policies. Null if there is any error.</param>
/// <param name="Messages">All errors and warnings, in the order of the file.</param>
internal sealed record PolicyFileResult(string File, PolicySet? Policies, IReadOnlyList<PolicyFileMessage> Messages)
{
    /// <summary>Identifies the content of the file. If the file cannot be read, the reason.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The messages that make the file unusable.</summary>
    public IEnumerable<PolicyFileMessage> Errors => Messages.Where(message => !message.IsWarning);

    /// <summary>The messages that do not make the file unusable.</summary>
    public IEnumerable<PolicyFileMessage> Warnings => Messages.Where(message => message.IsWarning);
}
