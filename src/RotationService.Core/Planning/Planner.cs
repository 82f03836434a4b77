using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <summary>
/// Decides, from one observation and a policy, the one thing to do next. Pure: the same observation always gets the same decision.
/// </summary>
/// <remarks>
/// <para>A credential of ours goes through these stages, and what a crash leaves between two of them says where to go on:</para>
/// <code>
///   intent in the vault ──addPassword──► [value in memory only] ──store──► Pending ──log in──► proven ──promote──► Current
///        │                                     │                              │                                    │
///        │ nothing made:                       │ lost: the value is nowhere   │ a later one overtook it:           │ succeeded by the next:
///        ▼ wait 10 min, issue again            ▼ Orphan, removed after 10 min ▼ Surplus, closed, removed           ▼ Previous, retired after grace
/// </code>
/// <para>The chain below is the whole of the decision: the first check that has something to say decides. Those that keep consumers
/// logged in come first, those that make come after those that carry on, and those that remove come last but for issuing.</para>
/// </remarks>
public static partial class Planner
{
    private static readonly IReadOnlyList<Func<PlanningContext, Decision?>> Chain =
    [
        FirstVaultCanBeRead,            // The pending secret lives there: nothing is safe without it.
        SharedNameIsHeld,               // Where two applications' secrets have one name, the vault says whose it is.
        VersionsAreRead,                // Whose a version is, its value tells; tags can be written by others.
        NewestIsExplained,              // Never write over a value before knowing whose it is.
        ChangedTagsAreWrittenAgain,     // A version that holds a value of ours says so.
        RefusedNewestIsHealed,          // Consumers that are refused get the older value that still works.
        PublishedPendingIsClosed,       // A promotion that was interrupted after its last write.
        UnknownPendingIsDisabled,       // What nobody can publish: its credential was removed, or it was never ours.
        OvertakenPendingIsClosed,       // Nor may one be that a later rotation overtook, or that is no longer due.
        PendingIsProvenAndPromoted,     // Carry on what was begun before beginning anything.
        LaggingVaultGetsCurrent,        // Every vault of the policy shows the same value.
        OrphansAreRemoved,              // Credentials that nobody can ever use.
        SurplusIsWithdrawn,             // Credentials that were stored and never published.
        PreviousAreRevokedOnRequest,    // A person says that they must stop working now.
        SupersededAreRetired,           // A later credential has been published for the grace period.
        GoneVersionsAreDisabled,        // Versions whose credential is no more.
        PendingIsAwaited,               // One rotation at a time.
        WrittenOverIsPublishedAgain,    // What was published later works: none need be issued for what stands over it.
        RotationIsBegun,                // Nothing is under way and one is due.
        AllIsAsDesired,
    ];

    /// <summary>Decides what to do next.</summary>
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

    /// <summary>How the secret stands in each of the observed vaults.</summary>
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

    /// <summary>The credentials of the observed application and where each stands.</summary>
    public static IReadOnlyList<StagedCredential> Stages(Policy policy, Observation observation) => new PlanningContext(policy, observation).Credentials;

    private static Settled? FirstVaultCanBeRead(PlanningContext s) =>
        s.Seen.Vaults[0].Failure is { } failure ? Unreadable(s, s.Seen.Vaults[0], failure) : null;

    private static Settled Unreadable(PlanningContext s, VaultObservation vault, CallFailure failure)
    {
        var (reason, message) = Failures.OfVault(failure, vault.Address, "reading");
        return Settle(s, reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed, reason, message);
    }

    // What to say when a log-in could not tell anything about the secret, for reasons of the application's or the endpoint's own.
    private static Settled? CannotLogIn(PlanningContext s, LogInEvidence logIn)
    {
        if (logIn.Result.ProvesSecret || logIn.Result.RefusesSecret)
        {
            return null;
        }

        var (reason, message) = Failures.OfLogIn(logIn.Result, s.Seen.Application);
        var condition = reason.NeedsHuman() ? Condition.NeedsAttention : reason is Reason.Throttled ? Condition.Rotating : Condition.Failed;
        return Settle(s, condition, reason, message, followUpAt: reason is Reason.Throttled ? s.Now + (logIn.Result.RetryAfter ?? RetrySpacing) : null);
    }

    private static PublishTarget TargetOf(VaultObservation vault) => new(vault.Address, vault.Newest?.Version);

    // The act, unless it has been tried in this pass, or a plan that changes nothing has been told to assume it done.
    private static Do? Attempt(PlanningContext s, Act act) =>
        HasFailed(s, act.Target) || s.Seen.Assumed.Contains(act.Target) ? null : new Do(act);

    private static bool HasFailed(PlanningContext s, ActTarget target) => s.Seen.Failures.Any(stepFailure => stepFailure.Target == target);
}
