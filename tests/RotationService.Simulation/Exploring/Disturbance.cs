using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary>A schedule that broke a promise and, run again, did not: something from outside had a part in it.</summary>
/// <param name="First">The run that broke it.</param>
/// <param name="Again">The one that did not.</param>
internal sealed record Disturbance(LifecycleRun First, LifecycleRun Again)
{
    private const int LinesBefore = 12;
    private const int LinesAfter = 20;

    /// <summary>Where the two part, for people.</summary>
    public override string ToString()
    {
        var same = First.Trail.Zip(Again.Trail).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Join(
            Environment.NewLine,
            [
                $"{First.Schedule} was disturbed: {First.Violation!.Invariant}: {First.Violation.Message}",
                $"  run again, it keeps every promise. The first {same} things that happened are the same, the last of them:",
                .. Lines(First.Trail.Take(same).TakeLast(LinesBefore)),
                "  then, in the run that was disturbed:",
                .. Lines(First.Trail.Skip(same).Take(LinesAfter)),
                "  and in the other:",
                .. Lines(Again.Trail.Skip(same).Take(LinesAfter)),
            ]);
    }

    private static IEnumerable<string> Lines(IEnumerable<Mark> marks) => marks.Select(mark => $"    {mark}").DefaultIfEmpty("    nothing");
}
