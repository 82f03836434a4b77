using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A step that changes the directory or a vault, with all data that the step needs.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reason">Why the step is done.</param>
public abstract record Act(Step Step, Reason Reason)
{
    /// <summary>The action and its object. It identifies a failed attempt.</summary>
    public abstract ActTarget Target { get; }

    /// <summary>The key ID of the credential. Null if there is no credential yet.</summary>
    public virtual Guid? KeyId => null;

    /// <summary>
    /// Whether the act itself reads again the vault state that it relies on. Such an act can be planned from an earlier
    /// observation: if the newest version is still the same, no version was made since, and every conclusion from the
    /// list of versions still holds.
    /// </summary>
    public virtual bool LooksForItself => false;
}

/// <summary>Records the intent, issues a credential and stores its value.</summary>
/// <param name="Reason">Why the rotation begins.</param>
public sealed record IssueAct(Reason Reason) : Act(Step.Issue, Reason)
{
    /// <inheritdoc/>
    public override ActTarget Target => ActTarget.Issue;
}

/// <summary>Publishes a pending value to every vault that can be read, and then closes the pending version.</summary>
/// <param name="Credential">The credential to publish.</param>
/// <param name="Targets">
/// For each vault, in order, the version that is the newest there and must still be the newest. Its version is null
/// where there is none.
/// </param>
/// <param name="Reason">Why the value is published now.</param>
public sealed record PromoteAct(PublishableCredential Credential, IReadOnlyList<PublishTarget> Targets, Reason Reason)
    : Act(Step.Promote, Reason)
{
    /// <inheritdoc/>
    public override ActTarget Target => ActTarget.Promote(KeyId);

    /// <inheritdoc/>
    public override Guid? KeyId => Credential.Stored.KeyId;

    /// <inheritdoc/>
    public override bool LooksForItself => true;
}

/// <summary>A vault to publish to.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Newest">
/// The newest version there when the plan was made. Null if there was none, or it was disabled.
/// </param>
public sealed record PublishTarget(Uri Vault, string? Newest);

/// <summary>
/// Publishes a value again that is already published in one place: to a vault that lacks it, or over a later version
/// that is refused or holds an older value.
/// </summary>
/// <param name="Step"><see cref="Step.CopyToVault"/> or <see cref="Step.Heal"/>.</param>
/// <param name="Reason">Why the value is published again.</param>
/// <param name="Source">The version that holds the value.</param>
/// <param name="SourceTags">The tags of that version.</param>
/// <param name="ExpiresOn">When the credential ends.</param>
/// <param name="LogIn">
/// The log-in that shows that the value works. Null where the policy has <c>verify: none</c>.
/// </param>
/// <param name="To">The vault to publish to.</param>
public sealed record RepublishAct(
    Step Step,
    Reason Reason,
    VersionAddress Source,
    VersionTags SourceTags,
    DateTimeOffset? ExpiresOn,
    LogInEvidence? LogIn,
    PublishTarget To) : Act(Step, Reason)
{
    /// <inheritdoc/>
    public override ActTarget Target =>
        Step is Step.Heal ? new(ActKind.Heal, KeyId, Vault: To.Vault) : ActTarget.CopyTo(To.Vault, KeyId);

    /// <inheritdoc/>
    public override Guid? KeyId => SourceTags.KeyId;
}

/// <summary>Disables a version that is no longer needed.</summary>
/// <param name="Reason">Why the version is disabled.</param>
/// <param name="Version">The version.</param>
/// <param name="Tags">The new tags of the version. Null leaves the tags unchanged.</param>
public sealed record TidyAct(Reason Reason, VersionAddress Version, VersionTags? Tags) : Act(Step.Tidy, Reason)
{
    /// <summary>
    /// Whether the version belongs to the secret that consumers read. It must then not be the newest version, which is
    /// checked again before the write.
    /// </summary>
    public bool IsOfConsumers { get; init; }

    /// <inheritdoc/>
    public override ActTarget Target => new(ActKind.Tidy, Version: Version);

    /// <inheritdoc/>
    public override Guid? KeyId => Tags?.KeyId;

    /// <inheritdoc/>
    public override bool LooksForItself => IsOfConsumers || Reason is Reason.PendingFound;
}

/// <summary>
/// Writes the tags of a version again. The version holds the value of a credential of the service, and somebody changed
/// its tags.
/// </summary>
/// <param name="Version">The version.</param>
/// <param name="Tags">The new tags of the version.</param>
public sealed record TagAct(VersionAddress Version, VersionTags Tags) : Act(Step.Tidy, Reason.TagsChanged)
{
    /// <inheritdoc/>
    public override ActTarget Target => new(ActKind.Tag, Version: Version);

    /// <inheritdoc/>
    public override Guid? KeyId => Tags.KeyId;
}

/// <summary>A write of a version's tags.</summary>
/// <param name="Version">The version.</param>
/// <param name="Tags">The new tags of the version.</param>
public sealed record TagWrite(VersionAddress Version, VersionTags Tags);

/// <summary>Writes tags to the vaults, reads again, and removes a credential.</summary>
/// <param name="Step"><see cref="Step.Retire"/>, <see cref="Step.Revoke"/> or <see cref="Step.RemoveOrphan"/>.</param>
/// <param name="Reason">Why the credential is removed.</param>
/// <param name="Credential">The credential to remove.</param>
/// <param name="Tags">
/// The tags that are written first, for one version in each vault that matters. A vault that accepts the write is not a
/// stale copy, so a read after the write is reliable.
/// </param>
public sealed record RemoveAct(Step Step, Reason Reason, Credential Credential, IReadOnlyList<TagWrite> Tags)
    : Act(Step, Reason)
{
    /// <summary>
    /// For each vault, the successor that must still be the newest version after the write. Empty if the credential was
    /// never published.
    /// </summary>
    public IReadOnlyList<PublishTarget> Successors { get; init; } = [];

    /// <summary>The log-in that shows that the successor works. Null where no log-in is required.</summary>
    public LogInEvidence? SuccessorLogIn { get; init; }

    /// <summary>
    /// Whether the removal requires that no version from which consumers or a later pass could take the value holds it,
    /// as shown by the credential's fingerprint.
    /// </summary>
    public bool MustBeNowhere { get; init; }

    /// <inheritdoc/>
    public override bool LooksForItself => Successors.Count > 0;

    /// <inheritdoc/>
    public override ActTarget Target => ActTarget.Remove(KeyId);

    /// <inheritdoc/>
    public override Guid? KeyId => Credential.KeyId;
}
