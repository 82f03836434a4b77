namespace RotationService.Simulation.Processes.Judging;

/// <summary>I8: whatever the state shows to have been changed was announced before. Asked again and again while a run goes on.</summary>
/// <remarks>
/// The state is read first and the audit files after it. An intent is on the disk before its change is sent, so a change that the state
/// shows while no file announces it proves the order wrong, however soon the announcement follows.
/// </remarks>
/// <param name="trail">The audit files.</param>
internal sealed class Accounting(AuditTrail trail)
{
    private static readonly string[] Publishing = ["Promote", "CopyToVault", "Heal"];
    private static readonly string[] Removing = ["Retire", "Revoke", "RemoveOrphan"];
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);

    /// <summary>The changes that nobody announced.</summary>
    public IReadOnlyList<Violation> Check(GroundTruth truth, IEnumerable<Subject> subjects)
    {
        trail.ReadOn();
        return [.. subjects.SelectMany(subject => Check(truth, subject))];
    }

    private IEnumerable<Violation> Check(GroundTruth truth, Subject subject)
    {
        foreach (var credential in truth.Credentials(subject.AppId))
        {
            if (credential.IsOurs && IsNew($"issue {credential.KeyId}") && !Announced(intent => intent.Step == "Issue" && intent.RotationId == credential.RotationId))
            {
                yield return Unannounced(subject, $"credential {credential.KeyId} was issued at {credential.CreatedAt:O}");
            }

            if (credential.RemovedAt is { } removed && IsNew($"removal {credential.KeyId}") && !Announced(intent => Covers(intent, credential, IsPublished(truth, subject, credential))))
            {
                yield return Unannounced(subject, $"credential {credential.KeyId} was removed at {removed:O}");
            }
        }

        foreach (var vault in subject.Vaults)
        {
            foreach (var version in truth.Versions(vault, subject.Secret).Where(version => version.Tag("key-id").Length > 0))
            {
                if (IsNew($"publication {vault} {version.Version}") && !Announced(intent => Publishing.Contains(intent.Step) && new Uri(intent.Vault).Host == vault && intent.KeyId == version.Tag("key-id")))
                {
                    yield return Unannounced(subject, $"credential {version.Tag("key-id")} was published to {vault} at {version.CreatedAt:O}");
                }
            }
        }

        foreach (var version in truth.Versions(subject.Vaults[0], subject.PendingSecret))
        {
            if (IsNew($"pending {version.Version}") && !Announced(intent => intent.Step == "Issue" && intent.RotationId == version.Tag("rotation-id")))
            {
                yield return Unannounced(subject, $"a pending version of rotation {version.Tag("rotation-id")} was written at {version.CreatedAt:O}");
            }
        }
    }

    /// <summary>One intent covers issue, store, and the removal if storing fails: of what was never published, that is.</summary>
    private static bool Covers(AuditIntent intent, TrueCredential credential, bool isPublished) =>
        (Removing.Contains(intent.Step) && intent.KeyId == credential.KeyId.ToString("D"))
        || (intent.Step == "Issue" && credential.IsOurs && !isPublished && intent.RotationId == credential.RotationId);

    private static bool IsPublished(GroundTruth truth, Subject subject, TrueCredential credential) =>
        subject.Vaults.Any(vault => truth.Versions(vault, subject.Secret).Any(version => version.ValueSha256 == credential.ValueSha256));

    private bool IsNew(string change) => _settled.Add(change);

    private bool Announced(Func<AuditIntent, bool> fits) => trail.Intents.Any(fits);

    private static Violation Unannounced(Subject subject, string change) => new("I8", $"{subject.Name}: {change}, and no audit file had announced it");
}
