namespace RotationService.Tests.EndToEnd;

/// <summary>addPassword goes wrong in every way it can; nothing is repeated by itself, nothing is lost that was published, no duplicate lives on.</summary>
public sealed class IssueFaultTests : IDisposable
{
    private const string AddPassword = "graph POST /applications/{id}/addPassword";

    private readonly Tenant _tenant = new();

    public void Dispose() => _tenant.Dispose();

    [Theory]
    [InlineData("""{"when":"after","drop":true}""")]
    [InlineData("""{"when":"after","status":504}""")]
    [InlineData("""{"when":"after","status":503,"headers":{"Retry-After":"1"}}""")]
    [InlineData("""{"when":"after","status":500}""")]
    [InlineData("""{"when":"before","status":504}""")]
    [InlineData("""{"when":"before","drop":true}""")]
    public async Task An_ambiguous_answer_leaves_no_duplicate_that_lives_on(string fault)
    {
        var application = _tenant.Add("payments");
        await _tenant.PostAsync("faults", With(fault));
        var report = Assert.Single(await _tenant.SweepAsync(_tenant.Policy(application)));

        Assert.Equal(Core.Planning.Reason.UpToDate, report.Reason);
        Assert.Equal(2, await _tenant.CountAsync(AddPassword));
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(application);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("2.128", 2.128)]
    [InlineData("Mon, 02 Mar 2026 08:01:30 GMT", 80)]
    [InlineData(null, 0)]
    public async Task A_429_makes_nothing_and_is_asked_again_only_after_the_time_it_names(string? retryAfter, double seconds)
    {
        var application = _tenant.Add("payments");
        var headers = retryAfter is null ? "" : $",\"headers\":{{\"Retry-After\":\"{retryAfter}\"}}";
        await _tenant.PostAsync("faults", With($"{{\"when\":\"before\",\"status\":429{headers}}}"));
        var before = _tenant.Sandbox.GetUtcNow();
        var report = Assert.Single(await _tenant.SweepAsync(_tenant.Policy(application)));

        Assert.Equal(Core.Planning.Reason.UpToDate, report.Reason);
        Assert.Equal(2, await _tenant.CountAsync(AddPassword));
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(application);
        var issued = (DateTimeOffset)(await _tenant.LiveAsync(application))[0]["createdAt"]!;
        Assert.True(issued - before >= TimeSpan.FromSeconds(seconds), $"issued after {issued - before}");
    }

    [Fact]
    public async Task A_post_that_the_network_repeated_leaves_one_orphan_that_is_removed()
    {
        var application = _tenant.Add("payments");
        await _tenant.SweepAsync(_tenant.Policy(application));
        var published = Assert.Single(await _tenant.LiveAsync(application));
        await _tenant.PostAsync("world", $$$"""{"applications":[{"appId":"{{{application.AppId}}}","addSecret":{"displayName":"{{{published["displayName"]}}}","endsIn":"P90D"}}]}""");
        await _tenant.SweepForAsync(TimeSpan.FromHours(2), _tenant.Policy(application));
        Assert.Equal((string)published["keyId"]!, (string)Assert.Single(await _tenant.LiveAsync(application))["keyId"]!);
    }

    private static string With(string fault) =>
        $"[{fault[..^1]},\"host\":\"graph\",\"route\":\"POST /applications/{{id}}/addPassword\",\"nth\":1,\"times\":1}}]";
}
