using RotationService.Simulation.Exploring;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum;

/// <summary>The schedules of <c>explore</c>: a lifecycle without a fault, then with one, at every mutation and every audit record in turn.</summary>
internal sealed class ScheduleHunt : Hunt
{
    public static ScheduleHunt Instance { get; } = new();

    public override string Unit => "schedules";

    public override IEnumerable<Trial> Trials(WorldOptions options)
    {
        var none = Schedule.None(Scope.Changes);
        yield return TrialOf(none);
        foreach (var schedule in Explorer.Extend(Lifecycle.Run(none, options)))
        {
            yield return TrialOf(schedule);
        }
    }

    private static Trial TrialOf(Schedule schedule) => new(schedule.ToString(), options => Lifecycle.Run(schedule, options).Violation);
}
