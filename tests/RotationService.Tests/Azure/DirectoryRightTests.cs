using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

public sealed class DirectoryRightTests : ConnectionTest
{
    private List<Guid> _owned = [];

    public DirectoryRightTests() => Wire.Answer = r => Wire.Json(200, $$"""{"value":[{{string.Join(',', _owned.Select(id => $$"""{"@odata.type":"#microsoft.graph.application","id":"{{id}}"}"""))}}]}""");

    private async Task<DirectoryRight> RightAsync() => (await Azure.Directory.ReadRightAsync(Address, None)).Value;

    [Theory]
    [InlineData("Application.ReadWrite.All")]
    [InlineData("Directory.ReadWrite.All")]
    public async Task Who_may_change_every_application_need_own_none(string role)
    {
        Wire.AnswerToken = _ => Wire.Token(AccessToken("User.Read.All", role));
        Assert.Equal(DirectoryRight.Granted, await RightAsync());
        Assert.Empty(Wire.ToGraph);
    }

    [Fact]
    public async Task Without_a_permission_none_is_claimed_until_one_is_granted()
    {
        Wire.AnswerToken = _ => Wire.Token(AccessToken("User.Read.All"));
        Assert.Equal(DirectoryRight.PermissionMissing, await RightAsync());
        Assert.Equal(DirectoryRight.PermissionMissing, await RightAsync());
        Assert.Equal(2, Wire.ToTokens.Count); // The token there was, and once a new one.

        Wire.AnswerToken = _ => Wire.Token(AccessToken("Application.ReadWrite.All"));
        Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(DirectoryRight.Granted, await RightAsync());
        Assert.Equal(DirectoryRight.Granted, await RightAsync());
        Assert.Equal(3, Wire.ToTokens.Count); // MSAL's own cache has the new one too.
    }

    [Fact]
    public async Task An_opaque_token_or_a_persons_tells_nothing()
    {
        Assert.Equal(DirectoryRight.Unknown, await RightAsync());
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(DirectoryRight.Unknown, await RightAsync());
        Assert.Empty(Wire.ToGraph);
    }

    [Fact]
    public async Task A_persons_token_tells_nothing()
    {
        Wire.AnswerToken = _ => Wire.Token(Jwt("""{"scp":"Application.ReadWrite.All"}"""));
        Assert.Equal(DirectoryRight.Unknown, await RightAsync());
    }

    [Fact]
    public async Task What_is_owned_is_listed_once_in_five_minutes()
    {
        _owned = [Guid.NewGuid(), ObjectId];
        Wire.AnswerToken = _ => Wire.Token(AccessToken("Application.ReadWrite.OwnedBy"));
        Assert.Equal(DirectoryRight.Granted, await RightAsync());
        Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(DirectoryRight.Granted, await RightAsync());
        Assert.Equal($"/v1.0/servicePrincipals/{PrincipalId}/ownedObjects", Assert.Single(Wire.ToGraph).Path);

        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(DirectoryRight.Granted, await RightAsync());
        Assert.Equal(2, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task A_no_is_never_given_from_an_old_list()
    {
        Wire.AnswerToken = _ => Wire.Token(AccessToken("Application.ReadWrite.OwnedBy"));
        Assert.Equal(DirectoryRight.NotOwner, await RightAsync());
        Assert.Equal(DirectoryRight.NotOwner, await RightAsync());
        Assert.Single(Wire.ToGraph);

        _owned = [ObjectId];
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(DirectoryRight.Granted, await RightAsync());
        Assert.Equal(2, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task What_may_be_changed_is_listed_where_that_is_less_than_everything_and_as_fresh_as_a_no()
    {
        async Task<IReadOnlySet<Guid>?> ChangeableAsync() => (await Azure.Directory.ListChangeableAsync(tenantId: null, None)).Value;

        _owned = [Guid.NewGuid(), ObjectId];
        Wire.AnswerToken = _ => Wire.Token(AccessToken("Application.ReadWrite.OwnedBy"));
        Assert.Equal(_owned.Order(), (await ChangeableAsync())!.Order());
        Assert.Equal(DirectoryRight.Granted, await RightAsync());
        await ChangeableAsync();
        Assert.Single(Wire.ToGraph);

        Time.Advance(TimeSpan.FromMinutes(1));
        _owned = [];
        Assert.Empty((await ChangeableAsync())!);
        Assert.Equal(2, Wire.ToGraph.Count);
    }

    [Theory]
    [InlineData("Application.ReadWrite.OwnedBy", "Application.ReadWrite.All")]
    [InlineData("User.Read.All", "User.Read.All")]
    public async Task Where_everything_may_be_changed_or_it_cannot_be_told_nothing_is_listed(string role, string other)
    {
        Wire.AnswerToken = _ => Wire.Token(AccessToken(role, other));
        Assert.Null((await Azure.Directory.ListChangeableAsync(tenantId: null, None)).Value);
        Assert.Empty(Wire.ToGraph);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_a_failure_and_not_a_no()
    {
        Wire.AnswerToken = _ => Wire.Token(AccessToken("Application.ReadWrite.OwnedBy"));
        Wire.Answer = _ => Wire.GraphError(403, "Authorization_RequestDenied", "No.");
        Assert.Equal(CallFailureKind.Forbidden, (await Azure.Directory.ReadRightAsync(Address, None)).Failure!.Kind);
    }
}
