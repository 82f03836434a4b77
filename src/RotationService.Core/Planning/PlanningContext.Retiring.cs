using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>When previous credentials can be retired: whom the current one succeeded, and what was promised.</content>
internal sealed partial class PlanningContext
{
    /// <summary>
    /// Since when the newest version of every vault has held the value of the current credential, confirmed. Null if
    /// this is not true of every vault. The vaults' timestamps determine the time. If a person restored an older value
    /// by hand and it was replaced again, the last replacement counts.
    /// </summary>
    public DateTimeOffset? CurrentEverywhereSince =>
        Current is { IsConfirmed: true }
        && AllVaultsExplained
        && Readable.All(vault =>
            NewestIn(vault) is { IsConfirmed: true } newest && newest.KeyId == Current.KeyId)
            ? Readable.Max(vault => vault.Newest!.CreatedOn) + Rounding
            : null;

    /// <summary>
    /// Returns when a credential is no longer needed and can be retired. Returns null if this is not known yet, or the
    /// service may not retire the credential.
    /// </summary>
    public DateTimeOffset? RetirableAt(StagedCredential staged)
    {
        var (credential, stage) = (staged.Credential, staged.Stage);
        if (CurrentEverywhereSince is not { } since || credential.KeyId == Current!.KeyId)
        {
            return null;
        }

        var isOver = stage switch
        {
            Stage.Foreign or Stage.Elsewhere => IsAdopted(credential),
            Stage.Orphan or Stage.Pending => false,
            _ => IsSucceeded(credential),
        };
        if (!isOver)
        {
            return null;
        }

        // A credential that has ended is useless, so its grace period is over as well.
        var at = since + GraceOf(credential.KeyId);
        return at > credential.EndDateTime ? credential.EndDateTime : at;
    }

    /// <summary>
    /// Whether the current credential succeeded another credential of the service: the mark of that credential is not
    /// from a later rotation, its value is not stored in a pending version that the planner continues with, and the
    /// policy still names every vault that the value was published to. A policy that adopts need not name them all.
    /// </summary>
    /// <remarks>
    /// Another credential of the current rotation comes from a repeated request. The credential that was published for
    /// that rotation is a different one.
    /// </remarks>
    public bool IsSucceeded(Credential credential) =>
        IsOurs(credential)
        && credential.KeyId != Current?.KeyId
        && credential.Mark!.Value.RotationId <= Current?.RotationId
        && !Stored.Any(stored => stored.KeyId == credential.KeyId)
        && IsWithinPolicy(credential.KeyId);

    /// <summary>
    /// Whether the policy adopts a credential of others: the tags of the current version list it as superseded, and it
    /// started before both the current rotation and the current credential. The tags alone are not enough, because
    /// whoever can write them can name any credential.
    /// </summary>
    public bool IsAdopted(Credential credential) =>
        Policy.Adopt
        && Current is { Version.Tags: { } tags } current
        && tags.DoesSupersede(credential.KeyId)
        && StartedBefore(credential, current.Credential);

    // The grace period that was promised to the readers of a credential's value: the longest period of the policy now
    // and of the tags of all versions of this credential and of its successor. A tag can therefore only lengthen it.
    private TimeSpan GraceOf(Guid keyId) => Readable
        .SelectMany(vault => vault.Versions)
        .Where(version => version.Tags?.KeyId == keyId || version.Tags?.KeyId == Current?.KeyId)
        .Select(version => version.Tags!.Grace)
        .Append(Policy.GracePeriod)
        .Max()!.Value;

    // A value that was also published to a vault that the policy no longer names can still be read there.
    private bool IsWithinPolicy(Guid keyId) => Policy.Adopt || Readable
        .SelectMany(vault => vault.Versions)
        .Where(version => version.Tags?.KeyId == keyId)
        .All(version => version.Tags!.Vaults.All(_vaultNames.Contains));
}
