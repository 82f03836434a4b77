using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Sweeping;

/// <summary>Which of the applications that the policies cover a sweep works on.</summary>
/// <remarks>
/// The directory is listed whole in any case: which policy covers an application, and whether two secrets would get one
/// name, depends on all of it.
/// </remarks>
internal sealed record SweepScope
{
    private SweepScope()
    {
    }

    /// <summary>All applications.</summary>
    public static SweepScope All { get; } = new();

    /// <summary>The one application that it works on; null for more.</summary>
    public PolicyKey? Application { get; private init; }

    /// <summary>The tenant whose applications it works on; null for all tenants.</summary>
    public Guid? TenantId { get; private init; }

    /// <summary>The application that a person asked to rotate, or all.</summary>
    public static SweepScope Of(RotateRequest? request) =>
        request is null ? All : new SweepScope { Application = request.Subject };

    /// <summary>The applications of one tenant.</summary>
    public static SweepScope Tenant(Guid tenantId) => new() { TenantId = tenantId };

    /// <summary>Whether an application is in the scope. Where no application was found, only the whole scope reports that.</summary>
    public bool Includes(PolicyAssignment assignment) =>
        (Application is null || assignment.Key == Application)
        && (TenantId is null || assignment.Application?.TenantId == TenantId);
}
