using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>How to wait while no call is in flight.</summary>
/// <param name="wait">How long, in the services' time.</param>
/// <param name="cancellationToken">Ends the wait at once, with <see cref="OperationCanceledException"/>.</param>
public delegate Task Idle(TimeSpan wait, CancellationToken cancellationToken);

/// <summary>The same for all applications: looks at every policy's application and carries each on.</summary>
public sealed class Sweeper(
    IDirectory directory,
    IVaults vaults,
    ITokenEndpoint tokens,
    IAuditLog audit,
    IIdentifiers identifiers,
    IRotationEvents events,
    ServiceClock clock,
    Idle idle)
{
    /// <summary>What a sweep would do, changing nothing: neither the world nor the audit log.</summary>
    public Task<SweepReport> LookAsync(PolicySet policies, CancellationToken cancellationToken) =>
        throw new NotSupportedException((directory, vaults, tokens, audit, identifiers, events, clock, idle).GetHashCode().ToString());

    /// <summary>One sweep in which every rotation it touches is carried to promoted or to its verify time-out.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="request">A rotation a person asked for: then only its policy is swept; null for all.</param>
    /// <param name="cancellationToken">Ends it as soon as no value is unstored.</param>
    public Task<SweepReport> SweepOnceAsync(PolicySet policies, RotateRequest? request, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The worker: sweeps at the interval and follows up what is under way in between, until cancelled. Returns, without an exception, when it has stopped and no value is unstored.</summary>
    public Task RunAsync(PolicySet policies, TimeSpan interval, CancellationToken cancellationToken) => throw new NotSupportedException();
}
