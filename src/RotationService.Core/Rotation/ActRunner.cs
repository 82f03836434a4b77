using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>Carries out one act, by the executor that is made for it.</summary>
internal sealed class ActRunner(IDirectory directory, IVaults vaults, IIdentifiers identifiers, ServiceClock clock)
{
    private readonly Issuer _issuer = new(directory, vaults, identifiers, clock);
    private readonly Publisher _publisher = new(vaults, identifiers, clock);
    private readonly Remover _remover = new(directory, vaults, identifiers, clock);

    /// <summary>Carries it out.</summary>
    public Task<StepResult> RunAsync(Act act, Policy policy, Observation seen, Effects effects, CachedApplication cached, CancellationToken cancellationToken) => act switch
    {
        IssueAct issue => _issuer.IssueAsync(issue, policy, seen, effects, cached, cancellationToken),
        PromoteAct promote => _publisher.PromoteAsync(promote, policy, seen, effects, cancellationToken),
        RepublishAct republish => _publisher.RepublishAsync(republish, policy, seen, effects, cancellationToken),
        TidyAct tidy => _publisher.TidyAsync(tidy, effects, cancellationToken),
        TagAct tag => _publisher.TagAsync(tag, effects, cancellationToken),
        RemoveAct remove => _remover.RemoveAsync(remove, policy, seen, effects, cached, cancellationToken),
        _ => throw new InvalidOperationException($"No executor is made for {act.GetType().Name}."),
    };
}
