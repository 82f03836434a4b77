using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary>Faults by chance. Stormy days follow calm ones; on a stormy day every armed kind strikes with one chance in four, at one effect in sixteen.</summary>
internal sealed class Weather(Mood mood, Random random) : IFates
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(11), TimeSpan.FromHours(5), TimeSpan.FromDays(3)];

    /// <summary>Whether things go wrong today.</summary>
    public bool IsStormy { get; set; }

    /// <summary>Whether others come in between two calls, though only one process is at work.</summary>
    public bool IsContested { get; set; }

    public Fate Of(ServiceProcess process, Effect effect)
    {
        var stormy = IsStormy && random.Next(16) == 0;
        var outcome = stormy && Pick(effect.Kind is EffectKind.Audit ? mood.Records : mood.Requests) is { } struck ? struck : Outcome.Success;
        if (effect.Kind is EffectKind.Audit)
        {
            return new Fate(outcome);
        }

        if (IsStormy && mood.Pauses && random.Next(64) == 0)
        {
            var pause = Pauses[random.Next(Pauses.Length)];
            if (effect.RestsOnChecks || random.Next(2) == 0)
            {
                return new Fate(outcome, After: pause);
            }

            return new Fate(outcome, Before: pause);
        }

        // Where several processes are at work, now and then a call takes long enough for another to come in between: also between the
        // last look before a value is published, or a credential removed, and that.
        return (mood.Machines > 1 || IsContested) && random.Next(4) == 0
            ? new Fate(outcome, Moment(), Moment())
            : new Fate(outcome);
    }

    private Outcome? Pick(IReadOnlyList<Outcome> armed) => armed.Count > 0 && random.Next(4) == 0 ? armed[random.Next(armed.Count)] : null;

    private TimeSpan Moment() => TimeSpan.FromMilliseconds(random.Next(2000));
}
