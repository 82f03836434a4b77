namespace RotationService.Core.Ports;

/// <summary>What a failed call may have done. The set is closed.</summary>
public enum CallFailureKind
{
    /// <summary>429. Nothing was done, and the remote service asks the caller to wait.</summary>
    Throttled,

    /// <summary>401 or 403. Nothing was done, and a role assignment or permission is missing.</summary>
    Forbidden,

    /// <summary>404. The object does not exist, or is not visible yet.</summary>
    NotFound,

    /// <summary>409. Nothing was done, because the state of the object does not allow it now.</summary>
    Conflict,

    /// <summary>Another definite 4xx. Nothing was done, and the same request would be refused again.</summary>
    Rejected,

    /// <summary>5xx, 408, a time-out or a broken connection. The request may or may not have been applied.</summary>
    Ambiguous,

    /// <summary>No connection could be made, so nothing was sent.</summary>
    Unreachable,
}
