using System.Globalization;
using RotationService.Sandbox;

namespace RotationService.Tests.EndToEnd;

/// <summary>Answers that bear a wrong <c>Date</c>.</summary>
public sealed class WrongDateTests : IDisposable
{
    private static readonly TimeSpan TwoYears = TimeSpan.FromDays(731);

    private static readonly string[] TimeRoutes = ["graph GET /", "login GET /{tenant}/v2.0/.well-known/openid-configuration", "vault GET /healthstatus"];

    private readonly Tenant _tenant = new();

    public void Dispose() => _tenant.Dispose();

    [Theory]
    [InlineData("graph")]
    [InlineData("login")]
    [InlineData("vault")]
    public async Task One_answer_dated_two_years_ahead_rotates_nothing_and_dates_no_record(string host)
    {
        var (healthy, added) = (AddThree(), _tenant.Add("added"));
        await SweepAsync([.. healthy]);
        var date = (_tenant.Sandbox.GetUtcNow() + TwoYears).ToString("r", CultureInfo.InvariantCulture);
        await _tenant.PostAsync("faults", $$"""{"host":"{{host}}","status":503,"headers":{"Date":"{{date}}"} }""");

        // The new application has the token endpoint asked, too.
        await SweepAsync([.. healthy, added]);
        await SweepAsync([.. healthy, added]);

        foreach (var application in healthy)
        {
            Assert.Single(await _tenant.LiveAsync(application));
        }

        Assert.All(_tenant.Audit, record => Assert.InRange(record.At, Tenant.Start, _tenant.Sandbox.GetUtcNow().AddMinutes(5)));
        Assert.InRange(_tenant.Clock.Now - _tenant.Sandbox.GetUtcNow(), TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
        Assert.False(_tenant.Clock.IsSkewed);
    }

    [Theory]
    [InlineData("graph", "P731D")]
    [InlineData("login", "P731D")]
    [InlineData("vault", "P731D")]
    [InlineData("graph", "-P731D")]
    [InlineData("vault", "PT6M")]
    public async Task A_service_whose_clock_is_wrong_for_a_month_is_outvoted_by_the_others(string host, string ahead)
    {
        var healthy = AddThree();
        await SweepAsync([.. healthy]);
        await _tenant.PostAsync("world", $$"""{"dates":[{"host":"{{host}}","ahead":"{{ahead}}"}]}""");
        await _tenant.SweepForAsync(TimeSpan.FromDays(30), [.. healthy.Select(application => _tenant.Policy(application))]);
        foreach (var application in healthy)
        {
            await _tenant.AssertOneLiveCredentialIsPublishedAsync(application);
        }

        Assert.InRange(_tenant.Clock.Now - _tenant.Sandbox.GetUtcNow(), TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
        var requests = await _tenant.GetAsync("requests");
        var asked = TimeRoutes.Sum(route => (int?)requests["byRoute"]?[route]?["count"] ?? 0);
        Assert.InRange(asked, host is "login" ? 0 : 1, 5); // The token endpoint may not have been asked for anything.

        // It rotates by the right time, and goes on when that service is right again.
        await _tenant.PostAsync("world", $$"""{"dates":[{"host":"{{host}}","ahead":"PT0S"}]}""");
        await _tenant.SweepForAsync(TimeSpan.FromDays(45), [.. healthy.Select(application => _tenant.Policy(application))]);
        foreach (var application in healthy)
        {
            await _tenant.AssertOneLiveCredentialIsPublishedAsync(application);
            Assert.Equal(2, (await _tenant.VersionsAsync("contoso-prod", $"{application.DisplayName}-secret")).Count);
        }
    }

    private List<SandboxApplication> AddThree() => [_tenant.Add("payments"), _tenant.Add("orders"), _tenant.Add("billing")];

    private async Task SweepAsync(params SandboxApplication[] applications)
    {
        await _tenant.SweepAsync([.. applications.Select(application => _tenant.Policy(application))]);
        _tenant.Sandbox.Advance(TimeSpan.FromHours(1));
    }
}
