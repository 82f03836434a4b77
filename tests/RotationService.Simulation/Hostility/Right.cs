namespace RotationService.Simulation.Hostility;

/// <summary>What a hostile party has the right to do. A closed set; each has a short name for the command line.</summary>
internal enum Right
{
    /// <summary>`wtags`: writes the tags of single versions.</summary>
    Tags,

    /// <summary>`tagger`: runs a script that replaces the tags of all versions.</summary>
    TagScript,

    /// <summary>`evtagger`: replaces the tags of each version minutes after it was written, as a policy that reacts to events does.</summary>
    TagEvents,

    /// <summary>`writer`: adds versions with any value and any tags.</summary>
    Values,

    /// <summary>`toggle`: disables and enables versions.</summary>
    Toggle,

    /// <summary>`blind`: disables the newest version and has its tags say what it is not.</summary>
    Blind,

    /// <summary>`flood`: writes nonsense, or disables the newest version, every hour.</summary>
    Flood,

    /// <summary>`restore`: writes older values again.</summary>
    Restore,

    /// <summary>`newline`: writes the newest value again with a line break behind it.</summary>
    NewLine,

    /// <summary>`owner`: owns the application and adds credentials with copied, forged, backdated or future marks and dates.</summary>
    Owner,

    /// <summary>`hentra`: adds and removes credentials in Entra.</summary>
    Remover,

    /// <summary>`neigh`: registers applications with the group's tag, colliding names, and no ownership for the service.</summary>
    Neighbour,

    /// <summary>`neighm`: the same, and they bear forged marks.</summary>
    MarkedNeighbour,

    /// <summary>`date`: one service at a time sends wrong dates.</summary>
    Date,

    /// <summary>`datelong`: Graph sends dates two years ahead for as long as the party is at work.</summary>
    LongDate,

    /// <summary>`nohint`: the directory shows no hint for some credentials. A lack, and no one's right.</summary>
    NoHint,

    /// <summary>`coll`: many credentials begin with the same three characters. Chance, and no one's right.</summary>
    Collision,

    /// <summary>`nologin`: no new credential works for days.</summary>
    NoLogIn,

    /// <summary>`noissue`: the directory refuses new passwords for days, and whether it will cannot be read beforehand.</summary>
    NoIssue,

    /// <summary>`foreignname`: the policy names a secret that holds somebody else's value.</summary>
    ForeignName,
}
