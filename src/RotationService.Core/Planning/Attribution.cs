using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>The credential whose value a vault version holds.</summary>
/// <param name="Owner">The certainty of the attribution.</param>
/// <param name="Credential">
/// The credential of the service. Null if there is none, or the directory does not show it.
/// </param>
internal readonly record struct Attribution(VersionOwner Owner, Credential? Credential)
{
    /// <summary>
    /// Whether the version holds the value of a credential of the service, as shown by its tags or its value, and by a
    /// log-in where one is needed.
    /// </summary>
    public bool IsOurs => Owner is VersionOwner.Confirmed or VersionOwner.Indistinct or VersionOwner.Recognised;
}
