namespace RotationService.Sandbox.Control;

/// <summary>A control command that cannot be carried out. It has changed nothing.</summary>
internal sealed class ControlException(string message) : Exception(message);
