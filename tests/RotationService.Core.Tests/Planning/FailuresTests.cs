using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;

namespace RotationService.Core.Tests.Planning;

/// <summary>What people are told of calls that failed.</summary>
public sealed class FailuresTests
{
    private static readonly Guid Tenant = new("00000000-0000-0000-0000-0000000000cc");

    [Theory]
    [InlineData(null, "A soft-deleted secret uses a name that the service needs in key vault contoso.vault.azure.net.")]
    [InlineData("payments-secret", "A soft-deleted secret uses the name 'payments-secret' in key vault contoso.vault.azure.net.")]
    public void A_name_that_is_taken_is_told_where_it_is_known(string? secret, string told) =>
        Assert.StartsWith(told, Failures.SoftDeleted(new Uri("https://contoso.vault.azure.net/"), secret), StringComparison.Ordinal);

    [Fact]
    public void A_tenant_is_named_where_there_are_several_and_told_who_must_consent()
    {
        var forbidden = new CallFailure(CallFailureKind.Forbidden, "No.");
        Assert.Equal(
            (Reason.PermissionMissing, "Microsoft Graph does not allow the identity to list the applications: No. Grant the identity the application permission Application.ReadWrite.OwnedBy, with admin consent."),
            Failures.OfListing(forbidden, DirectoryKind.Application));
        Assert.Equal(
            (Reason.PermissionMissing, $"Microsoft Graph does not allow the identity to list the service principals of tenant {Tenant}: No. Ask an administrator of that tenant to consent to the service's application and to grant it the application permission Application.ReadWrite.OwnedBy."),
            Failures.OfListing(forbidden, DirectoryKind.ServicePrincipal, Tenant));
    }
}
