namespace RotationService.Core.Credentials;

/// <summary>Where a credential of an application stands. A closed set.</summary>
public enum Stage
{
    /// <summary>Ours; its value is safe in the pending secret and not published yet, or was withdrawn before it ever was.</summary>
    Pending,

    /// <summary>Ours; its value is what consumers read.</summary>
    Current,

    /// <summary>Ours; its value was published and has been succeeded.</summary>
    Previous,

    /// <summary>Ours; its intent is in the vault, its value in no version: nobody can ever use it.</summary>
    Orphan,

    /// <summary>Ours by its mark, but not even its intent is in the vault (somebody purged or restored it): treated like <see cref="Previous"/>.</summary>
    Unaccounted,

    /// <summary>It bears our mark for another vault or secret name: another installation's, or a policy moved. Left alone unless adopted.</summary>
    Elsewhere,

    /// <summary>It does not bear our mark. Never touched unless adopted.</summary>
    Foreign,
}
