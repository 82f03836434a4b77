namespace RotationService.Simulation.World;

/// <summary>Unwinds a simulated process that has been killed. Nothing it does from then on has any effect.</summary>
internal sealed class KilledException : Exception;
