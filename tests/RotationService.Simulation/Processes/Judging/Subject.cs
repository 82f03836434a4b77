namespace RotationService.Simulation.Processes.Judging;

/// <summary>An application under judgement: what its policy promises.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="AppId">The application.</param>
/// <param name="Secret">The secret that consumers read.</param>
/// <param name="Vaults">The hosts of its vaults; the pending values are in the first.</param>
/// <param name="Grace">The grace period.</param>
/// <param name="RenewBefore">How long before its end a credential is replaced.</param>
/// <param name="Adopts">Whether what others made may be retired.</param>
internal sealed record Subject(string Name, Guid AppId, string Secret, IReadOnlyList<string> Vaults, TimeSpan Grace, TimeSpan RenewBefore, bool Adopts)
{
    /// <summary>Where values are kept that nobody reads yet.</summary>
    public string PendingSecret => $"{Secret}-pending";
}
