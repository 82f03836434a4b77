namespace RotationService.Core.Credentials;

/// <summary>The state of a credential of an application. The set is closed.</summary>
public enum Stage
{
    /// <summary>
    /// Bears the service's mark. Its value is stored in the pending secret and is not published yet, or was withdrawn
    /// before publication.
    /// </summary>
    Pending,

    /// <summary>Bears the service's mark. Its value is the one that consumers read.</summary>
    Current,

    /// <summary>Bears the service's mark. Its value was published, and a later one has succeeded it.</summary>
    Previous,

    /// <summary>
    /// Bears the service's mark. Its intent is in the vault and its value is in no version, so nobody can use it.
    /// </summary>
    Orphan,

    /// <summary>
    /// Bears the service's mark, but the vault does not even hold its intent, because somebody purged or restored it.
    /// The service treats it like <see cref="Previous"/>.
    /// </summary>
    Unaccounted,

    /// <summary>
    /// Bears the service's mark for another vault or secret name. It belongs to another installation, or a policy
    /// moved. The service leaves it alone unless it is adopted.
    /// </summary>
    Elsewhere,

    /// <summary>Does not bear the service's mark. The service never changes it unless it is adopted.</summary>
    Foreign,
}
