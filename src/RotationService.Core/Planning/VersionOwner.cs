namespace RotationService.Core.Planning;

/// <summary>
/// The certainty that a vault version holds the value of a credential of the service. Entra decides. The tags of the
/// version only name the credential that it is compared with.
/// </summary>
internal enum VersionOwner
{
    /// <summary>
    /// The version names no credential, and its value is not recognised as that of a credential of the service.
    /// </summary>
    Nobody,

    /// <summary>
    /// The directory shows the credential that the <c>key-id</c> tag names, it has the service's mark with the same
    /// rotation, and the value fits its fingerprint. Only such a version is published, succeeds another, and
    /// authorises a removal.
    /// </summary>
    Confirmed,

    /// <summary>The tags fulfil <see cref="Confirmed"/>. The value has not been read yet.</summary>
    Unread,

    /// <summary>
    /// The version logs in, but Graph shows no fingerprint of its credential, or another live credential has the
    /// same one. The version stays where it is, authorises no removal and is not copied.
    /// </summary>
    Indistinct,

    /// <summary>
    /// The version becomes <see cref="Indistinct"/> or <see cref="Recognised"/> if a log-in with its value proves it.
    /// That log-in has not been tried in this pass.
    /// </summary>
    Untried,

    /// <summary>
    /// The tags do not name the owner, but the value fits the fingerprint of exactly one credential, which belongs to
    /// the service, and logs in. The tags are written again.
    /// </summary>
    Recognised,

    /// <summary>
    /// The directory does not show the credential that the <c>key-id</c> tag names, or the value cannot be read. The
    /// version delays decisions for ten minutes after it was made, and authorises nothing.
    /// </summary>
    Unconfirmed,

    /// <summary>
    /// The directory shows the credential that the <c>key-id</c> tag names, but the mark, the rotation or the
    /// fingerprint differs, so the tags are wrong.
    /// </summary>
    Contradicted,
}
