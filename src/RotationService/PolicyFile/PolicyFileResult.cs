using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>What reading a policy file gave.</summary>
/// <param name="File">The path as the user named it.</param>
/// <param name="Policies">The policies; null if there is any error.</param>
/// <param name="Messages">All errors and warnings, in the file's order.</param>
internal sealed record PolicyFileResult(string File, PolicySet? Policies, IReadOnlyList<PolicyFileMessage> Messages)
{
    /// <summary>Tells one content of the file from any other; of one that cannot be read, why not.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What makes the file unusable.</summary>
    public IEnumerable<PolicyFileMessage> Errors => Messages.Where(message => !message.IsWarning);

    /// <summary>What is only unwise.</summary>
    public IEnumerable<PolicyFileMessage> Warnings => Messages.Where(message => message.IsWarning);
}
