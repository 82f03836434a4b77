namespace RotationService.Core.Planning;

/// <summary>
/// The reason for a decision or a result. Plans, logs, audit records and results use the same word. The set is closed,
/// and the comment of each member is its documentation.
/// </summary>
public enum Reason
{
    /// <summary>Nothing is to be done: the current credential is far from its end, and nothing is left over.</summary>
    UpToDate,

    /// <summary>
    /// The previous credential still works for consumers that have not read the new value. It is retired when its grace
    /// period is over.
    /// </summary>
    InGrace,

    /// <summary>No credential of the service has been published yet.</summary>
    FirstRotation,

    /// <summary>The current credential ends within <c>renewBefore</c>.</summary>
    NearingExpiry,

    /// <summary>The credential has ended.</summary>
    Expired,

    /// <summary>A person requested it.</summary>
    Forced,

    /// <summary>Somebody removed the current credential from the application.</summary>
    CredentialGone,

    /// <summary>
    /// The secret has no readable version in a vault, because somebody disabled, deleted or purged it.
    /// </summary>
    ValueMissing,

    /// <summary>A stored value that is not published yet was found. The service continues with it.</summary>
    PendingFound,

    /// <summary>The new credential does not log in reliably yet, because Entra needs time.</summary>
    NotProvenYet,

    /// <summary>The policy's window does not allow promotion at this time.</summary>
    OutsideWindow,

    /// <summary>
    /// The value was promoted outside the policy's window, because the value that consumers have would not have lasted.
    /// </summary>
    WindowOverridden,

    /// <summary>The policy has <c>hold</c> set, so nothing is retired.</summary>
    OnHold,

    /// <summary>
    /// An earlier attempt may have made a credential that reads do not show yet. Nothing is issued until the attempt is
    /// ten minutes old.
    /// </summary>
    PossibleOrphan,

    /// <summary>
    /// The value of a credential of the service is in no version. Nobody can use the credential, so it is removed.
    /// </summary>
    Orphan,

    /// <summary>
    /// A later credential has been published for the grace period and logs in, so this one is no longer needed.
    /// </summary>
    Superseded,

    /// <summary>A value that was stored and never published is no longer needed.</summary>
    Surplus,

    /// <summary>
    /// A check that a step relies on became too old before the step could be sent, or no longer held. The step was not
    /// done.
    /// </summary>
    StaleCheck,

    /// <summary>Somebody wrote over the secret: its newest version does not belong to the service.</summary>
    OverwrittenByOthers,

    /// <summary>
    /// A value of an older rotation was published over a later one that still works. Two processes published at the
    /// same moment, or somebody restored an older version.
    /// </summary>
    PublishedOutOfOrder,

    /// <summary>
    /// The newest version of the secret, or a pending version, is younger than ten minutes and names a credential that
    /// directory reads do not show yet, or whose value they do not confirm. Nothing is decided until then.
    /// </summary>
    NotShownYet,

    /// <summary>
    /// Somebody changed the tags of a version that holds the value of a credential of the service. The tags are written
    /// again.
    /// </summary>
    TagsChanged,

    /// <summary>
    /// A version of the pending secret holds the value of no credential of the service. It is disabled 30 minutes after
    /// it was made.
    /// </summary>
    UnknownValue,

    /// <summary>A service throttles the calls, so they are repeated later.</summary>
    Throttled,

    /// <summary>
    /// Too many changes of this sweep failed unexpectedly. Nothing more is issued until the next sweep.
    /// </summary>
    BreakerOpen,

    /// <summary>A call failed in a way that no other reason describes. The message says how.</summary>
    UnexpectedError,

    /// <summary>
    /// Applications match the policy's attributes, but the identity may not change them. They are left out, and nobody
    /// needs to act.
    /// </summary>
    OthersLeftOut,

    /// <summary>No application matches the policy's attributes yet.</summary>
    GroupIsEmpty,

    /// <summary>
    /// Needs a human. The new credential has not logged in within <c>verify.timeout</c>. Consumers keep the old one.
    /// </summary>
    NeverProven,

    /// <summary>
    /// Needs a human. Entra shows no hint of the credential in use, or another live credential has the same hint.
    /// Nothing then proves whose value is published, so nothing is retired.
    /// </summary>
    HintMissing,

    /// <summary>
    /// Needs a human. The secret name is used by another application, or by a value that is not a secret of this
    /// application.
    /// </summary>
    NameInUse,

    /// <summary>Needs a human. A soft-deleted secret has the name of the secret or of the pending secret.</summary>
    NameSoftDeleted,

    /// <summary>Needs a human. The vault's role assignments or firewall do not permit what a rotation needs.</summary>
    VaultForbidden,

    /// <summary>
    /// Needs a human. The vault does not answer. Its name may be wrong, or the network may not reach it.
    /// </summary>
    VaultUnreachable,

    /// <summary>Needs a human. The identity lacks a Graph permission.</summary>
    PermissionMissing,

    /// <summary>
    /// Needs a human. The identity may change the applications that it owns, and does not own this one.
    /// </summary>
    NotOwner,

    /// <summary>Needs a human. No application matches the one that the policy names.</summary>
    ApplicationNotFound,

    /// <summary>Needs a human. Several applications have the display name.</summary>
    ApplicationAmbiguous,

    /// <summary>Needs a human. The application is disabled and cannot log in.</summary>
    ApplicationDisabled,

    /// <summary>Needs a human. The application has no service principal in the tenant and cannot log in.</summary>
    NoServicePrincipal,

    /// <summary>Needs a human. The tenant's app management policy forbids passwords on this application.</summary>
    PasswordsForbidden,

    /// <summary>Needs a human. The tenant's app management policy forbids a lifetime this long.</summary>
    LifetimeForbidden,

    /// <summary>
    /// Needs a human. The application has no room for another credential, now or at the next rotation.
    /// </summary>
    CredentialLimit,

    /// <summary>Needs a human. Two policies name this application.</summary>
    ClaimedTwice,

    /// <summary>
    /// Needs a human. The policy's template gives another application's secret the same name in the same vault, and the
    /// content of the vault does not assign the name to this application.
    /// </summary>
    SecretNameShared,

    /// <summary>
    /// Needs a human. The policy's template, filled in for this application, is not a name that Key Vault accepts.
    /// </summary>
    SecretNameRefused,

    /// <summary>
    /// Needs a human. An exception or an override of the policy matches no application, so the intended application is
    /// treated like all others.
    /// </summary>
    EntryMatchesNothing,

    /// <summary>
    /// Needs a human. The clock of this machine is more than five minutes off. Nothing is removed meanwhile.
    /// </summary>
    ClockSkew,

    /// <summary>Needs a human. The audit log accepts no records, so nothing is begun.</summary>
    AuditUnwritable,
}
