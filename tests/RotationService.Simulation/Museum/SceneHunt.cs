using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum;

/// <summary>A small world of its own for a bug that chance would seldom meet: the same scene, seed by seed.</summary>
/// <param name="name">What happens in it.</param>
/// <param name="play">Plays it in a world so made.</param>
internal sealed class SceneHunt(string name, Func<WorldOptions, int, Violation?> play) : Hunt
{
    public override string Unit => "seeds";

    public override IEnumerable<Trial> Trials(WorldOptions options)
    {
        for (var seed = 1; ; seed++)
        {
            var one = seed;
            yield return new Trial($"{name}, seed {one}", with => play(with, one));
        }
    }
}
