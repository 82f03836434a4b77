namespace RotationService.Core.Planning;

/// <summary>How surely a vault version holds the value of a credential of ours. Entra decides; the version's tags only say which credential to compare it with.</summary>
internal enum VersionOwner
{
    /// <summary>It names no credential, and its value begins with the hint of none of ours.</summary>
    Nobody,

    /// <summary>Its <c>key-id</c> is shown, bears our mark with the same rotation, and the value begins with its hint. Only this publishes, succeeds and authorises.</summary>
    Confirmed,

    /// <summary>Like <see cref="Confirmed"/> as far as its tags go; its value has not been read yet.</summary>
    Unread,

    /// <summary>It logs in, but Graph shows no hint of its credential, or another live one shares it. It stands where it is, authorises no removal and is not copied.</summary>
    Indistinct,

    /// <summary>Like <see cref="Indistinct"/> or <see cref="Recognised"/>, once a log-in with its value, which has not been tried in this pass, proves it.</summary>
    Untried,

    /// <summary>Its tags do not say whose it is, but its value begins with the hint of exactly one credential, which is ours, and logs in. Its tags are written again.</summary>
    Recognised,

    /// <summary>Its <c>key-id</c> is not shown, or its value cannot be read. It delays for ten minutes after it was made, and authorises nothing.</summary>
    Unconfirmed,

    /// <summary>Its <c>key-id</c> is shown, and mark, rotation or hint differ: it is not what its tags say.</summary>
    Contradicted,
}
