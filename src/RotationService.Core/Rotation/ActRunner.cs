using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>Carries out acts, each with the executor for its type.</summary>
internal sealed class ActRunner(IDirectory directory, IVaults vaults, IIdentifiers identifiers, ServiceClock clock)
{
    private readonly Issuer _issuer = new(directory, vaults, identifiers, clock);
    private readonly Publisher _publisher = new(vaults, identifiers, clock);
    private readonly VersionUpdater _updater = new(vaults, clock);
    private readonly Remover _remover = new(directory, vaults, identifiers, clock);

    /// <summary>Carries out one act.</summary>
    /// <exception cref="InvalidOperationException">There is no executor for the type of the act.</exception>
    public Task<StepResult> RunAsync(
        Act act,
        Observation seen,
        PassContext pass,
        Effects effects,
        CancellationToken cancellationToken) => act switch
        {
            IssueAct issue => _issuer.IssueAsync(issue, seen, pass, effects, cancellationToken),
            PromoteAct promote => _publisher.PromoteAsync(promote, seen, pass, effects, cancellationToken),
            RepublishAct republish => _publisher.RepublishAsync(republish, seen, pass, effects, cancellationToken),
            TidyAct tidy => _updater.TidyAsync(tidy, effects, cancellationToken),
            TagAct tag => _updater.TagAsync(tag, effects, cancellationToken),
            RemoveAct remove => _remover.RemoveAsync(remove, seen, pass, effects, cancellationToken),
            _ => throw new InvalidOperationException($"There is no executor for {act.GetType().Name}."),
        };
}
