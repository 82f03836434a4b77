using System.Text;
using System.Text.Json;
using RotationService.Azure.Graph;
using RotationService.Core.Credentials;

namespace RotationService.Tests.Azure;

public sealed class GraphPageTests
{
    private const string ObjectId = "0b1e1f00-0000-4000-8000-000000000001";
    private const string AppId = "0b1e1f00-0000-4000-8000-000000000002";
    private const string KeyId = "0b1e1f00-0000-4000-8000-000000000003";

    private static readonly string Page = $$"""
        {"@odata.context":{"value":["not","these"]},"value":[
          {"unknown":{"id":"x","deep":[{"appId":"y"},[1,2]]},"id":"{{ObjectId}}","appId":"{{AppId}}","displayName":"Zo\u00eb's \"app\" ü","signInAudience":null,
           "passwordCredentials":[{"customKeyIdentifier":{"keyId":"z"},"keyId":"{{KeyId}}","displayName":"{{new string('d', 40_000)}}","startDateTime":"2026-01-01T00:00:00.1234567Z",
             "endDateTime":null,"hint":"Abc","secretText":null,"more":[{}]},null,7,{"keyId":null}],"keyCredentials":[]},
          null, 3, "text", ["array",{"id":"{{ObjectId}}","appId":"{{AppId}}"}],
          {"id":17,"appId":{"x":1},"displayName":["no"],"passwordCredentials":{"not":"a list"} },
          {"id":"{{AppId}}","appId":"{{ObjectId}}"}],
         "@odata.nextLink":"https://graph.microsoft.com/v1.0/applications?$skiptoken=2","later":[1]}
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public async Task A_page_is_the_same_however_it_comes_in_and_whatever_else_is_in_it(int chunk)
    {
        var page = await ReadAsync(Page, chunk);

        Assert.Equal("https://graph.microsoft.com/v1.0/applications?$skiptoken=2", page.NextLink);
        Assert.Equal(2, page.Items.Count);
        Assert.Equal((Guid.Parse(AppId), Guid.Parse(ObjectId), "Zoë's \"app\" ü", (string?)null), (page.Items[0].AppId, page.Items[0].ObjectId, page.Items[0].DisplayName, page.Items[0].SignInAudience));
        var credential = Assert.Single(page.Items[0].Credentials);
        Assert.Equal(
            new Credential(Guid.Parse(KeyId), new string('d', 40_000), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(1234567), DateTimeOffset.MaxValue, "Abc"),
            credential);
        Assert.Equal(("", 0), (page.Items[1].DisplayName, page.Items[1].Credentials.Count));
    }

    [Theory]
    [InlineData("""{"value":[]}""")]
    [InlineData("""{"value":null,"@odata.nextLink":null}""")]
    [InlineData("{}")]
    public async Task A_page_may_be_empty(string json)
    {
        var page = await ReadAsync(json, chunk: 3);
        Assert.Empty(page.Items);
        Assert.Null(page.NextLink);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"value":[{"id":"a"}""")]
    [InlineData("""{"value":[]""")]
    [InlineData("""{"value":[],"@odata.nextLink":"https://graph""")]
    public async Task What_is_no_page_or_half_a_page_is_not_taken_for_a_short_one(string json) =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(json, chunk: 5));

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("17")]
    public async Task An_end_that_cannot_be_read_is_not_taken_for_none(string end)
    {
        var page = await ReadAsync($$"""{"value":[{"id":"{{ObjectId}}","appId":"{{AppId}}","passwordCredentials":[{"keyId":"{{KeyId}}","endDateTime":{{end}} }]}]}""", chunk: 100);
        Assert.Equal("the endDateTime of a credential is not a time", Assert.Single(page.Items).Unreadable);
        Assert.Empty(page.Items[0].Credentials);
    }

    private static Task<GraphPage<DirectoryApplication>> ReadAsync(string json, int chunk) =>
        GraphPage<DirectoryApplication>.ReadAsync(new Trickle(Encoding.UTF8.GetBytes(json), chunk), ApplicationJson.Read, CancellationToken.None);

    /// <summary>A body that comes a few bytes at a time.</summary>
    private sealed class Trickle(byte[] body, int chunk) : MemoryStream(body)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
