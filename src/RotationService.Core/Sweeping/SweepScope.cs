using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Sweeping;

/// <summary>Selects the applications that a sweep works on, of those that the policies cover.</summary>
/// <remarks>
/// The whole directory is listed in any case. Which policy covers an application, and whether two secrets would have
/// the same name, depends on all applications.
/// </remarks>
internal sealed record SweepScope
{
    private SweepScope()
    {
    }

    /// <summary>All applications.</summary>
    public static SweepScope All { get; } = new();

    /// <summary>The key of the only application to work on. Null for all applications.</summary>
    public PolicyKey? Application { get; private init; }

    /// <summary>The tenant whose applications the sweep works on. Null for all tenants.</summary>
    public Guid? TenantId { get; private init; }

    /// <summary>
    /// Returns the scope of the application that a person requested to rotate, or of all applications.
    /// </summary>
    public static SweepScope Of(RotateRequest? request) =>
        request is null ? All : new SweepScope { Application = request.Subject };

    /// <summary>Returns the scope of all applications of one tenant.</summary>
    public static SweepScope Tenant(Guid tenantId) => new() { TenantId = tenantId };

    /// <summary>
    /// Whether an application is in the scope. A policy for which no application was found is not in the scope of a
    /// tenant, so only a sweep without one reports it.
    /// </summary>
    public bool Includes(PolicyAssignment assignment) =>
        (Application is null || assignment.Key == Application)
        && (TenantId is null || assignment.Application?.TenantId == TenantId);
}
