using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;

namespace RotationService.Core.Tests.Planning;

/// <summary>What people are told of calls that failed.</summary>
public sealed class FailuresTests
{
    private static readonly Guid Tenant = new("00000000-0000-0000-0000-0000000000cc");

    [Theory]
    [InlineData(null, "The name in vault contoso.vault.azure.net is taken")]
    [InlineData("payments-secret", "The name 'payments-secret' in vault contoso.vault.azure.net is taken")]
    public void A_name_that_is_taken_is_told_where_it_is_known(string? secret, string told) =>
        Assert.StartsWith(told, Failures.SoftDeleted(new Uri("https://contoso.vault.azure.net/"), secret), StringComparison.Ordinal);

    [Fact]
    public void A_tenant_is_named_where_there_are_several_and_told_who_must_consent()
    {
        var forbidden = new CallFailure(CallFailureKind.Forbidden, "No.");
        Assert.Equal(
            (Reason.PermissionMissing, "Microsoft Graph does not let the identity list applications: No. Grant it the application permission Application.ReadWrite.OwnedBy, with admin consent."),
            Failures.OfListing(forbidden, DirectoryKind.Application));
        Assert.Equal(
            (Reason.PermissionMissing, $"Microsoft Graph does not let the identity list service principals of tenant {Tenant}: No. Let an administrator there consent to it and grant it the application permission Application.ReadWrite.OwnedBy."),
            Failures.OfListing(forbidden, DirectoryKind.ServicePrincipal, Tenant));
    }
}
