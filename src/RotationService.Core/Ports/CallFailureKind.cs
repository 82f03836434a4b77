namespace RotationService.Core.Ports;

/// <summary>What a failed call may have done. A closed set.</summary>
public enum CallFailureKind
{
    /// <summary>429: nothing was done; the service asks to be left alone for a while.</summary>
    Throttled,

    /// <summary>401 or 403: nothing was done; a grant is missing.</summary>
    Forbidden,

    /// <summary>404: there is no such thing (yet).</summary>
    NotFound,

    /// <summary>409: nothing was done; the thing is in a state that does not allow it now.</summary>
    Conflict,

    /// <summary>Another clean 4xx: nothing was done, and the same request would be refused again.</summary>
    Rejected,

    /// <summary>5xx, 408, time-out, a connection cut: it may have been applied or not.</summary>
    Ambiguous,

    /// <summary>No connection could be made: nothing was sent.</summary>
    Unreachable,
}
