using RotationService.Simulation.World;

namespace RotationService.Simulation.Racing;

/// <summary>Calls take their time: one in three is held up on its way there or back, most for a moment, some for as long as several others take. Of all effects, one in a hundred goes wrong.</summary>
/// <remarks>
/// No call is held up for as long as the checks last that it rests on. Held up between the last look before it and its arrival are the
/// writes that publish, too: that is how two of them cross.
/// </remarks>
internal sealed class HeldUp(int seed) : IFates
{
    private readonly Random _random = new(seed);

    /// <summary>Whether nothing goes wrong and nothing is held up any more.</summary>
    public bool IsOver { get; set; }

    public Fate Of(ServiceProcess process, Effect effect)
    {
        if (IsOver)
        {
            return Fate.None;
        }

        var outcomes = Outcomes.Of(effect.Kind);
        var outcome = _random.Next(100) == 0 ? outcomes[_random.Next(outcomes.Count)] : Outcome.Success;
        return effect.Kind is EffectKind.Audit || _random.Next(3) > 0 ? new Fate(outcome)
            : _random.Next(2) == 0 ? new Fate(outcome, Before: Drawn())
            : new Fate(outcome, After: Drawn());
    }

    private TimeSpan Drawn() => TimeSpan.FromMilliseconds(_random.Next(4) == 0 ? _random.Next(20_000) : _random.Next(1_000));
}
