namespace RotationService.Simulation.Processes.Judging;

/// <summary>I10: whether the desired state has been reached, and if not, what is missing.</summary>
internal static class Convergence
{
    /// <summary>What an application lacks; null if nothing.</summary>
    public static string? Missing(GroundTruth truth, Subject subject)
    {
        var live = truth.Credentials(subject.AppId).Where(credential => credential.IsOurs && credential.IsLive(truth.Now)).ToList();
        if (live is not [var current])
        {
            return $"{subject.Name} has {live.Count} live credentials of ours";
        }

        foreach (var vault in subject.Vaults)
        {
            if (truth.Versions(vault, subject.Secret) is not [.., { Enabled: true } newest] || newest.ValueSha256 != current.ValueSha256)
            {
                return $"{subject.Name}: {vault} does not give out credential {current.KeyId}";
            }
        }

        return truth.Versions(subject.Vaults[0], subject.PendingSecret).Any(version => version.Enabled)
            ? $"{subject.Name}: a pending version is enabled"
            : IsDue(current, subject, truth.Now) ? $"{subject.Name}: credential {current.KeyId} is to be replaced" : null;
    }

    /// <summary>Whether a credential is near enough to its end to be replaced.</summary>
    public static bool IsDue(TrueCredential credential, Subject subject, DateTimeOffset now) => now >= credential.EndDateTime - subject.RenewBefore;
}
