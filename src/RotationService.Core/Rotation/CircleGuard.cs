using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Rotation;

/// <summary>Ends a pass that repeats the same decisions without end, which is a defect.</summary>
internal sealed class CircleGuard(Policy policy)
{
    // The limit is far above what a pass can need between two new actions. An application with hundreds of leftovers
    // does not reach it, because each leftover is a new action.
    private const int MostRepeated = 200;

    private readonly HashSet<object> _done = [];
    private int _repeated;

    /// <summary>Counts a decision.</summary>
    /// <exception cref="InvalidOperationException">200 consecutive decisions were not for a new action.</exception>
    public void Count(Decision decision)
    {
        object? what = decision switch
        {
            TryLogIn tryLogIn => (Step.Verify, tryLogIn.Version),
            ReadVersion read => (Step.None, read.Version),
            Do { Act: var act } => act.Target,
            _ => null,
        };
        _repeated = what is not null && _done.Add(what) ? 0 : _repeated + 1;
        if (_repeated >= MostRepeated)
        {
            throw new InvalidOperationException(
                $"The planner repeats the same decisions for the policy '{policy.Name}'.");
        }
    }
}
