using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Rotation;

/// <summary>Ends a pass that goes in a circle, which is a defect.</summary>
internal sealed class CircleGuard(Policy policy)
{
    // Far more than a pass can need between two things that it does for the first time. An application with hundreds of leftovers goes in
    // no circle: each of them is another thing to do.
    private const int MostRepeated = 200;

    private readonly HashSet<object> _done = [];
    private int _repeated;

    /// <summary>Counts a decision.</summary>
    /// <exception cref="InvalidOperationException">Too many decisions in a row were about what had been done before.</exception>
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
            throw new InvalidOperationException($"Planning for policy '{policy.Name}' goes in a circle.");
        }
    }
}
