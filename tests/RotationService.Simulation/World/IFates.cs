namespace RotationService.Simulation.World;

/// <summary>Decides what goes wrong: a written schedule, or chance.</summary>
internal interface IFates
{
    /// <summary>What is in store for an effect that a process is about to send.</summary>
    Fate Of(ServiceProcess process, Effect effect);
}
