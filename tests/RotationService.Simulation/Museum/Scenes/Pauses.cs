using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Scenes;

/// <summary>Nothing goes wrong but that one call takes its time.</summary>
/// <param name="route">Which call.</param>
/// <param name="nth">The how-manieth of them, counted from 1 over all processes.</param>
/// <param name="fate">How long it takes, and where.</param>
internal sealed class Pauses(string route, int nth, Fate fate) : IFates
{
    private int _seen;

    public Fate Of(ServiceProcess process, Effect effect) => effect.Route == route && ++_seen == nth ? fate : Fate.None;
}
