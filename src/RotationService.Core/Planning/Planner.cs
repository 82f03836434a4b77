using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <summary>
/// Decides the next action from one observation and a policy. The planner is pure: the same observation always gets the
/// same decision.
/// </summary>
/// <remarks>
/// <para>
/// A credential of the service goes through these stages. What a crash leaves between two of them determines how the
/// work continues:
/// </para>
/// <code>
///   intent in the vault         ── nothing was made ──────────► wait 10 min, issue again
///        │ issue
///        ▼
///   value in memory only        ── lost, value is nowhere ────► Orphan, removed after 10 min
///        │ store
///        ▼
///   Pending ──log in──► proven  ── a later one overtook it ───► Surplus, closed, removed
///        │ promote
///        ▼
///   Current                     ── succeeded by the next ─────► Previous, retired after the grace period
/// </code>
/// <para>
/// The chain below makes the whole decision: the first check that returns a decision wins. The checks that keep
/// consumers logged in come first. The checks that continue work come before the checks that begin work. The checks
/// that remove come last, except for issuing.
/// </para>
/// </remarks>
public static partial class Planner
{
    private static readonly IReadOnlyList<Func<PlanningContext, Decision?>> Chain =
    [
        FirstVaultCanBeRead,            // The pending secret is in the first vault, so nothing is safe without it.
        SharedNameIsHeld,               // If applications share a secret name, the vault determines who holds it.
        VersionsAreRead,                // The value shows whose a version is. Others can write the tags.
        NewestIsExplained,              // Never write over a value before its owner is known.
        ChangedTagsAreWrittenAgain,     // The tags of a version must name the credential whose value it holds.
        RefusedNewestIsHealed,          // Consumers that are refused get the older value that still works.
        PublishedPendingIsClosed,       // A promotion was interrupted after its last write.
        UnknownPendingIsDisabled,       // Nobody can publish its value: no credential of the service has it.
        OvertakenPendingIsClosed,       // A later rotation overtook it, or it is no longer due.
        PendingIsProvenAndPromoted,     // Continue started work before starting new work.
        LaggingVaultGetsCurrent,        // Every vault of the policy shows the same value.
        OrphansAreRemoved,              // Credentials that nobody can ever use.
        SurplusIsWithdrawn,             // Credentials that were stored and never published.
        PreviousAreRevokedOnRequest,    // A person requires that they stop working now.
        SupersededAreRetired,           // A later credential has been published for the grace period.
        GoneVersionsAreDisabled,        // Versions whose credential no longer exists.
        PendingIsAwaited,               // Only one rotation at a time.
        WrittenOverIsPublishedAgain,    // A later published value works, so no new one need replace the newest.
        RotationIsBegun,                // No rotation is in progress and one is due.
        AllIsAsDesired,
    ];

    /// <summary>Decides the next action.</summary>
    public static Decision Decide(Policy policy, Observation observation)
    {
        var situation = new PlanningContext(policy, observation);
        foreach (var check in Chain)
        {
            if (check(situation) is { } decision)
            {
                return decision;
            }
        }

        throw new InvalidOperationException("The last check of the chain always decides.");
    }

    /// <summary>Returns the state of the secret in each observed vault.</summary>
    public static IReadOnlyList<VaultStanding> Vaults(Policy policy, Observation observation)
    {
        var situation = new PlanningContext(policy, observation);
        return [.. observation.Vaults.Select(vault => new VaultStanding(vault.Address, situation.StateOf(vault))
        {
            KeyId = vault.Failure is null ? situation.KeyIn(vault) : null,
            Version = vault.Newest?.Version,
            Failure = vault.Failure?.Message,
        })];
    }

    /// <summary>Returns the credentials of the observed application with their stages.</summary>
    public static IReadOnlyList<StagedCredential> Stages(Policy policy, Observation observation) =>
        new PlanningContext(policy, observation).Credentials;

    private static Settled? FirstVaultCanBeRead(PlanningContext s) =>
        s.Seen.Vaults[0].Failure is { } failure ? Unreadable(s, s.Seen.Vaults[0], failure) : null;

    private static Settled Unreadable(PlanningContext s, VaultObservation vault, CallFailure failure)
    {
        var (reason, message) = Failures.OfVault(failure, vault.Address, "reading secrets");
        return Settle(s, reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed, reason, message);
    }

    // The decision for a log-in that gave no answer about the secret, because of the application or the endpoint.
    private static Settled? CannotLogIn(PlanningContext s, LogInEvidence logIn)
    {
        if (logIn.Result.ProvesSecret || logIn.Result.RefusesSecret)
        {
            return null;
        }

        var (reason, message) = Failures.OfLogIn(logIn.Result, s.Seen.Application);
        var condition = reason.NeedsHuman() ? Condition.NeedsAttention
            : reason is Reason.Throttled ? Condition.Rotating
            : Condition.Failed;
        return Settle(
            s,
            condition,
            reason,
            message,
            followUpAt: reason is Reason.Throttled ? s.Now + (logIn.Result.RetryAfter ?? RetrySpacing) : null);
    }

    private static PublishTarget TargetOf(VaultObservation vault) => new(vault.Address, vault.Newest?.Version);

    // Returns the act, unless it was tried in this pass, or a plan without changes assumes it to be done.
    private static Do? Attempt(PlanningContext s, Act act) =>
        HasFailed(s, act.Target) || s.Seen.Assumed.Contains(act.Target) ? null : new Do(act);

    private static bool HasFailed(PlanningContext s, ActTarget target) =>
        s.Seen.Failures.Any(stepFailure => stepFailure.Target == target);
}
