using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;

namespace RotationService.Core.Diagnostics;

/// <summary>Checks that the identity can sign in to the tenants and list and change their applications.</summary>
/// <param name="directory">The directory of the applications.</param>
/// <param name="policies">The policies, which list the tenants.</param>
/// <param name="onFinding">Receives each finding as it is made.</param>
internal sealed class TenantChecks(IDirectory directory, PolicySet policies, Action<Finding> onFinding)
{
    /// <summary>
    /// Returns the identity in each tenant. Tenants that give it no token are reported as findings and left out.
    /// </summary>
    public async Task<List<(Guid? Tenant, OwnIdentity Identity)>> IdentifyAsync(CancellationToken cancellationToken)
    {
        List<(Guid?, OwnIdentity)> identities = [];
        foreach (var tenant in policies.Covered)
        {
            var described = await directory.DescribeIdentityAsync(tenant, cancellationToken).ConfigureAwait(false);
            if (described.Failure is { } none)
            {
                onFinding(new Finding(Who(tenant), Check.Token, false, none.Message)
                {
                    Remedy = policies.Tenants.Count == 0
                        ? "az login   # or run the service as a managed identity or an app registration"
                        : "az ad sp create --id CLIENT-ID-OF-THE-IDENTITY   "
                            + $"# to be run by an administrator signed in to {tenant}; it consents to the service's "
                            + "application",
                });
                continue;
            }

            identities.Add((tenant, described.Value));
            onFinding(new Finding(
                Who(tenant),
                Check.Token,
                true,
                described.Value.ObjectId is { } objectId ? $"object ID {objectId}" : "the token is opaque"));
        }

        return identities;
    }

    /// <summary>Reports whether the applications of a tenant can be listed and changed.</summary>
    /// <param name="tenant">The tenant. Null for the identity's own.</param>
    /// <param name="identity">The identity in that tenant.</param>
    /// <param name="preview">The result of the preview.</param>
    public void ReportAccess(Guid? tenant, OwnIdentity identity, SweepReport preview)
    {
        var unlisted = preview.Unlisted
            .FirstOrDefault(one => one.TenantId == tenant && one.Kind is DirectoryKind.Application)?.Failure
            ?? preview.DirectoryFailure;
        onFinding(unlisted is { } failure
            ? new Finding(Who(tenant), Check.Listing, false, failure.Message)
            {
                Remedy = failure.Kind is CallFailureKind.Forbidden ? Remedies.Grant(identity) : null
            }
            : new Finding(Who(tenant), Check.Listing, true, "the applications can be listed"));
        if (unlisted is null)
        {
            onFinding(Permission(Who(tenant), identity));
        }
    }

    /// <summary>Returns the identity in its own tenant. Null if it gets no token there.</summary>
    public async Task<OwnIdentity?> DescribeOwnAsync(CancellationToken cancellationToken)
    {
        var described = await directory.DescribeIdentityAsync(tenantId: null, cancellationToken).ConfigureAwait(false);
        return described.Failure is null ? described.Value : null;
    }

    private string Who(Guid? tenant) => policies.Tenants.Count == 0 ? "identity" : $"identity in {tenant}";

    private static Finding Permission(string who, OwnIdentity identity) => identity switch
    {
        { IsPerson: true } =>
            new Finding(who, Check.Permission, null, "the identity is a user, whose token does not list its roles"),
        { Permission: { } permission } => new Finding(who, Check.Permission, true, permission),
        { ObjectId: null } =>
            new Finding(who, Check.Permission, null, "the token is opaque, so its permissions are unknown"),
        _ => new Finding(
            who,
            Check.Permission,
            false,
            "the token has no permission to change applications (a permission that was granted recently is in the next "
                + "token, which can take up to an hour)")
        {
            Remedy = Remedies.Grant(identity)
        },
    };
}
