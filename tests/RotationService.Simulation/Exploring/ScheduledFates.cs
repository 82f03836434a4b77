using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary>Carries out a schedule and takes note of every effect that it could have struck.</summary>
internal sealed class ScheduledFates(Schedule schedule) : IFates
{
    private readonly List<Effect> _points = [];

    /// <summary>The effects so far, up to the quiet phase.</summary>
    public IReadOnlyList<Effect> Points => _points;

    /// <summary>Whether nothing goes wrong any more.</summary>
    public bool IsOver { get; set; }

    public Fate Of(ServiceProcess process, Effect effect)
    {
        if (IsOver || (schedule.Scope is Scope.Changes && effect.Kind is EffectKind.Read))
        {
            return Fate.None;
        }

        var point = _points.Count;
        _points.Add(effect);
        foreach (var strike in schedule.Strikes)
        {
            if (strike.Point == point)
            {
                return new Fate(strike.Outcome);
            }
        }

        return Fate.None;
    }
}
