using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>Whose value a vault version holds.</summary>
/// <param name="Owner">How surely.</param>
/// <param name="Credential">The credential of ours; null where there is none, or it is not shown.</param>
internal readonly record struct Attribution(VersionOwner Owner, Credential? Credential)
{
    /// <summary>Whether it carries a credential of ours: its tags or its value say so, and a log-in where one is needed.</summary>
    public bool IsOurs => Owner is VersionOwner.Confirmed or VersionOwner.Indistinct or VersionOwner.Recognised;
}
