namespace RotationService.Core.Rotation;

/// <summary>
/// Stops issuing when too many changes of one sweep fail unexpectedly. The cause is then something that more
/// credentials do not repair.
/// </summary>
/// <remarks>
/// It opens when more than five changes and more than a tenth of the attempted changes have failed. Standing
/// conditions, such as a missing role assignment or an application without room, never count as failures. The type is
/// thread-safe.
/// </remarks>
public sealed class Breaker
{
    private const int FewestFailures = 5;
    private const double FailureShare = 0.1;

    private readonly Lock _lock = new();
    private int _attempted;
    private int _failed;
    private int? _issuesLeft;

    /// <summary>Whether nothing more may be issued in this sweep.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return HasTripped || _issuesLeft <= 0;
            }
        }
    }

    private bool HasTripped => _failed > Math.Max(FewestFailures, FailureShare * _attempted);

    /// <summary>
    /// Starts a sweep. If the breaker opened in the sweep before, this one may issue five credentials.
    /// </summary>
    public void BeginSweep()
    {
        lock (_lock)
        {
            _issuesLeft = HasTripped ? FewestFailures : null;
            _attempted = _failed = 0;
        }
    }

    /// <summary>Counts an attempted change.</summary>
    /// <param name="issue">Whether the change was an addPassword.</param>
    /// <param name="failedUnexpectedly">Whether the change failed for a cause other than a standing condition.</param>
    public void Count(bool issue, bool failedUnexpectedly)
    {
        lock (_lock)
        {
            _attempted++;
            _failed += failedUnexpectedly ? 1 : 0;
            _issuesLeft -= issue ? 1 : 0;
        }
    }
}
