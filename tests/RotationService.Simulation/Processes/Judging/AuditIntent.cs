namespace RotationService.Simulation.Processes.Judging;

/// <summary>What a process announced that it would change. What it left out is empty.</summary>
internal sealed record AuditIntent(string IntentId, string Step, string AppId, string RotationId, string KeyId, string Vault);
