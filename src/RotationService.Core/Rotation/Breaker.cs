namespace RotationService.Core.Rotation;

/// <summary>Stops issuing when too much fails unexpectedly in one sweep: then something is wrong that more credentials will not mend.</summary>
/// <remarks>Standing conditions (a missing grant, a full application) never count. Safe for use by several threads.</remarks>
public sealed class Breaker
{
    private const int FewestFailures = 5;
    private const double FailureShare = 0.1;

    private readonly Lock _lock = new();
    private int _attempted;
    private int _failed;
    private int? _issuesLeft;

    /// <summary>Whether nothing may be issued any more in this sweep.</summary>
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

    /// <summary>A sweep begins. After one in which the breaker opened, this one may issue five times.</summary>
    public void BeginSweep()
    {
        lock (_lock)
        {
            _issuesLeft = HasTripped ? FewestFailures : null;
            _attempted = _failed = 0;
        }
    }

    /// <summary>A change was attempted.</summary>
    /// <param name="issue">Whether it was an addPassword.</param>
    /// <param name="failedUnexpectedly">Whether it failed for no standing condition.</param>
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
