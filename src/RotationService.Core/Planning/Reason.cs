namespace RotationService.Core.Planning;

/// <summary>Why: the same word in plans, logs, audit records and results. A closed set; each member's comment is its documentation.</summary>
public enum Reason
{
    /// <summary>Nothing to do: the current credential is far from its end and nothing is left over.</summary>
    UpToDate,

    /// <summary>The previous credential still works for consumers that have not read again; it is retired when its grace period is over.</summary>
    InGrace,

    /// <summary>No credential of ours has been published yet.</summary>
    FirstRotation,

    /// <summary>The current credential ends within <c>renewBefore</c>.</summary>
    NearingExpiry,

    /// <summary>The credential has ended.</summary>
    Expired,

    /// <summary>A person asked for it.</summary>
    Forced,

    /// <summary>Somebody removed the current credential from the application.</summary>
    CredentialGone,

    /// <summary>The secret has no readable version in a vault: somebody disabled, deleted or purged it.</summary>
    ValueMissing,

    /// <summary>A value that is stored and not yet published was found: it is carried on.</summary>
    PendingFound,

    /// <summary>The new credential does not log in reliably yet; Entra takes its time.</summary>
    NotProvenYet,

    /// <summary>Promoting is not allowed at this hour.</summary>
    OutsideWindow,

    /// <summary>Promoted though it is not allowed at this hour, since what consumers have would not have lasted.</summary>
    WindowOverridden,

    /// <summary>The policy says <c>hold</c>: nothing is retired.</summary>
    OnHold,

    /// <summary>An earlier attempt may have made a credential that nobody has seen yet; nothing is issued until it is ten minutes old.</summary>
    PossibleOrphan,

    /// <summary>A credential of ours whose value is in no version: nobody can use it, so it is removed.</summary>
    Orphan,

    /// <summary>A later credential has been published for the grace period and logs in: this one is no longer needed.</summary>
    Superseded,

    /// <summary>A value that was stored but is not needed any more and was never published.</summary>
    Surplus,

    /// <summary>The check a step rests on became older than 60 seconds before the step could be sent; nothing was sent.</summary>
    StaleCheck,

    /// <summary>The newest version of the secret is not ours: somebody wrote over it.</summary>
    OverwrittenByOthers,

    /// <summary>A value of an older rotation was published over a later one that still works: two processes published at the same moment, or somebody put an older version back.</summary>
    PublishedOutOfOrder,

    /// <summary>The newest version of the secret, or a pending one, is younger than ten minutes and names a credential that reads of the directory do not show yet, or whose value they do not confirm. Nothing is decided until then.</summary>
    NotShownYet,

    /// <summary>Somebody changed the tags of a version that holds the value of a credential of ours; they are written again.</summary>
    TagsChanged,

    /// <summary>A version of the pending secret holds the value of no credential of ours; it is disabled half an hour after it was made.</summary>
    UnknownValue,

    /// <summary>The service asks to be left alone for a while.</summary>
    Throttled,

    /// <summary>Too many changes of this sweep failed unexpectedly: nothing more is issued until the next.</summary>
    BreakerOpen,

    /// <summary>A call failed in a way that no other reason describes; the message says how.</summary>
    UnexpectedError,

    /// <summary>Applications fit what the policy looks for and the identity may not change them: they take part in nothing, and nobody waits for them.</summary>
    OthersLeftOut,

    /// <summary>No application fits what the policy looks for yet.</summary>
    GroupIsEmpty,

    /// <summary>Needs a human. The new credential has not logged in within <c>verify.timeout</c>; consumers keep the old one.</summary>
    NeverProven,

    /// <summary>Needs a human. Entra shows no hint of the credential in use, or another live credential shares it, so nothing proves whose value is published; nothing is retired.</summary>
    HintMissing,

    /// <summary>Needs a human. The secret's name is used by another application or by something that is not this application's secret.</summary>
    NameInUse,

    /// <summary>Needs a human. The secret's name, or the pending one, is taken by a soft-deleted secret.</summary>
    NameSoftDeleted,

    /// <summary>Needs a human. The vault's role or firewall does not let us do what a rotation needs.</summary>
    VaultForbidden,

    /// <summary>Needs a human. The vault does not answer: its name may be wrong, or the network in between.</summary>
    VaultUnreachable,

    /// <summary>Needs a human. The identity lacks a Graph permission.</summary>
    PermissionMissing,

    /// <summary>Needs a human. The identity may change the applications it owns, and does not own this one.</summary>
    NotOwner,

    /// <summary>Needs a human. No application fits what the policy names.</summary>
    ApplicationNotFound,

    /// <summary>Needs a human. The display name fits several applications.</summary>
    ApplicationAmbiguous,

    /// <summary>Needs a human. The application is disabled and cannot log in.</summary>
    ApplicationDisabled,

    /// <summary>Needs a human. The application has no service principal in the tenant and cannot log in.</summary>
    NoServicePrincipal,

    /// <summary>Needs a human. The tenant's app-management policy forbids passwords on this application.</summary>
    PasswordsForbidden,

    /// <summary>Needs a human. The tenant's app-management policy forbids so long a lifetime.</summary>
    LifetimeForbidden,

    /// <summary>Needs a human. The application has no room for one more credential, now or at the next rotation.</summary>
    CredentialLimit,

    /// <summary>Needs a human. Two policies name this application.</summary>
    ClaimedTwice,

    /// <summary>Needs a human. The policy's template gives another application's secret the same name in the same vault, and by what the vault holds the name is not this one's.</summary>
    SecretNameShared,

    /// <summary>Needs a human. The policy's template, filled in for this application, is a name that Key Vault takes none under.</summary>
    SecretNameRefused,

    /// <summary>Needs a human. An exception or an override of the policy names no application, so the one that was meant is treated like all others.</summary>
    EntryMatchesNothing,

    /// <summary>Needs a human. This machine's clock is more than five minutes off; nothing is removed meanwhile.</summary>
    ClockSkew,

    /// <summary>Needs a human. The audit log takes no records, so nothing is begun.</summary>
    AuditUnwritable,
}
