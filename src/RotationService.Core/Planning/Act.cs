using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A step that changes the world, with all that it needs.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reason">Why it is done.</param>
public abstract record Act(Step Step, Reason Reason)
{
    /// <summary>What is done to what, by which an attempt that failed is known.</summary>
    public abstract ActTarget Target { get; }

    /// <summary>The credential it is about; null if there is none yet.</summary>
    public virtual Guid? KeyId => null;

    /// <summary>
    /// Whether what it rests on in the vaults is looked at as part of it, so that it may be planned from an earlier look: as long as the
    /// newest version is the same, no version has been made, and all that follows from which versions there are holds.
    /// </summary>
    public virtual bool LooksForItself => false;
}

/// <summary>Record the intent, issue a credential and store its value.</summary>
/// <param name="Reason">Why the rotation is begun.</param>
public sealed record IssueAct(Reason Reason) : Act(Step.Issue, Reason)
{
    /// <inheritdoc/>
    public override ActTarget Target => ActTarget.Issue;
}

/// <summary>Publish a pending value to every vault that can be read, then close the pending version.</summary>
/// <param name="Credential">What is published.</param>
/// <param name="Targets">For each vault, in order, the version that is the newest there and must still be; null where there is none.</param>
/// <param name="Reason">Why now.</param>
public sealed record PromoteAct(PublishableCredential Credential, IReadOnlyList<PublishTarget> Targets, Reason Reason) : Act(Step.Promote, Reason)
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
/// <param name="Newest">The newest version there when the plan was made; null if there was none, or it was disabled.</param>
public sealed record PublishTarget(Uri Vault, string? Newest);

/// <summary>Publish a value that is already published in one place: to a vault that lacks it, or again because what came after it is refused or older.</summary>
/// <param name="Step"><see cref="Step.CopyToVault"/> or <see cref="Step.Heal"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Source">The version that holds the value.</param>
/// <param name="SourceTags">Its tags.</param>
/// <param name="ExpiresOn">The credential's end.</param>
/// <param name="LogIn">The log-in that shows it works; null where the policy says <c>verify: none</c>.</param>
/// <param name="To">Where to.</param>
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
    public override ActTarget Target => Step is Step.Heal ? new(ActKind.Heal, KeyId, Vault: To.Vault) : ActTarget.CopyTo(To.Vault, KeyId);

    /// <inheritdoc/>
    public override Guid? KeyId => SourceTags.KeyId;
}

/// <summary>Disable a version that nobody needs any more.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Version">Which.</param>
/// <param name="Tags">The tags it is to have from now on; null leaves them as they are.</param>
public sealed record TidyAct(Reason Reason, VersionAddress Version, VersionTags? Tags) : Act(Step.Tidy, Reason)
{
    /// <summary>Whether it is a version of the secret that consumers read: then it must not be the newest, which is looked at once more.</summary>
    public bool IsOfConsumers { get; init; }

    /// <inheritdoc/>
    public override ActTarget Target => new(ActKind.Tidy, Version: Version);

    /// <inheritdoc/>
    public override Guid? KeyId => Tags?.KeyId;

    /// <inheritdoc/>
    public override bool LooksForItself => IsOfConsumers || Reason is Reason.PendingFound;
}

/// <summary>Write a version's tags again: its value is that of a credential of ours, and somebody changed what its tags say.</summary>
/// <param name="Version">Which.</param>
/// <param name="Tags">The tags it is to have from now on.</param>
public sealed record TagAct(VersionAddress Version, VersionTags Tags) : Act(Step.Tidy, Reason.TagsChanged)
{
    /// <inheritdoc/>
    public override ActTarget Target => new(ActKind.Tag, Version: Version);

    /// <inheritdoc/>
    public override Guid? KeyId => Tags.KeyId;
}

/// <summary>A version's tags to be written.</summary>
/// <param name="Version">The version.</param>
/// <param name="Tags">The tags it is to have from now on.</param>
public sealed record TagWrite(VersionAddress Version, VersionTags Tags);

/// <summary>Write tags to the vaults, look again, and remove a credential.</summary>
/// <param name="Step"><see cref="Step.Retire"/>, <see cref="Step.Revoke"/> or <see cref="Step.RemoveOrphan"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Credential">Which credential.</param>
/// <param name="Tags">What is written first, one version in each vault that matters: a vault that takes the write is no stale copy, and what is read after it can be believed.</param>
public sealed record RemoveAct(Step Step, Reason Reason, Credential Credential, IReadOnlyList<TagWrite> Tags) : Act(Step, Reason)
{
    /// <summary>For each vault the successor that must still be the newest after the write; empty if the credential was never published.</summary>
    public IReadOnlyList<PublishTarget> Successors { get; init; } = [];

    /// <summary>The log-in that shows that the successor works; null where none is asked for.</summary>
    public LogInEvidence? SuccessorLogIn { get; init; }

    /// <summary>Whether its value must still be in no version that consumers or a later pass could take it from, by its hint.</summary>
    public bool MustBeNowhere { get; init; }

    /// <inheritdoc/>
    public override bool LooksForItself => Successors.Count > 0;

    /// <inheritdoc/>
    public override ActTarget Target => ActTarget.Remove(KeyId);

    /// <inheritdoc/>
    public override Guid? KeyId => Credential.KeyId;
}
