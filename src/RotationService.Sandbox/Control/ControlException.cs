namespace RotationService.Sandbox.Control;

/// <summary>A control command that cannot be carried out; nothing of it has been.</summary>
internal sealed class ControlException(string message) : Exception(message);
