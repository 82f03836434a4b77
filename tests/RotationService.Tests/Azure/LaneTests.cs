using System.Net;
using RotationService.Azure.Http;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

public sealed class LaneTests : ConnectionTest
{
    [Theory]
    [InlineData("7", 7)]
    [InlineData("2.128", 2.128)]
    [InlineData("Mon, 01 Mar 2027 12:00:30 GMT", 30)]
    public async Task Nothing_is_sent_before_the_time_that_was_asked_for(string header, double seconds)
    {
        List<DateTimeOffset> at = [];
        Wire.Answer = _ =>
        {
            at.Add(Time.GetUtcNow());
            var first = at.Count == 1;
            var response = first ? Wire.GraphError(429, "TooManyRequests", "Slow down.", header) : Wire.Json(200, """{"value":[]}""");
            response.Headers.Date = Time.GetUtcNow();
            return response;
        };

        var call = await Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None);

        Assert.Null(call.Failure);
        Assert.Equal(2, at.Count);
        Assert.True(at[1] - at[0] >= TimeSpan.FromSeconds(seconds), $"{at[1] - at[0]} passed");
    }

    [Fact]
    public async Task A_longer_wait_is_answered_with_the_time_that_remains_and_sends_nothing()
    {
        Wire.Answer = _ => Wire.GraphError(429, "TooManyRequests", "Slow down.", "300");
        var first = await Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None);
        Assert.Equal((CallFailureKind.Throttled, TimeSpan.FromSeconds(300)), (first.Failure!.Kind, first.Failure.RetryAfter!.Value));
        Assert.Single(Wire.ToGraph);

        Time.Advance(TimeSpan.FromSeconds(100));
        var second = await Azure.Directory.ReadApplicationAsync(Address, None);

        Assert.Equal(CallFailureKind.Throttled, second.Failure!.Kind);
        Assert.Equal(200, second.Failure.RetryAfter!.Value.TotalSeconds, tolerance: 5);
        Assert.Single(Wire.ToGraph);

        Time.Advance(TimeSpan.FromSeconds(200));
        Wire.Answer = _ => Wire.Json(200, """{"value":[]}""");
        Assert.Null((await Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None)).Failure);
    }

    [Fact]
    public async Task One_vaults_lane_is_not_anothers()
    {
        Wire.Answer = r => r.Address.Host.StartsWith("busy", StringComparison.Ordinal)
            ? Wire.Json(429, """{"error":{"code":"Throttled","message":"Slow down."}}""", "600")
            : Wire.VaultError(404, "SecretNotFound", "No such secret.");
        var unique = Guid.NewGuid().ToString("N")[..12];

        var busy = await Azure.Vaults.At(new Uri($"https://busy{unique}.vault.azure.net")).ReadNewestAsync("s", None);
        var idle = await Azure.Vaults.At(new Uri($"https://idle{unique}.vault.azure.net")).ReadNewestAsync("s", None);

        Assert.Equal(CallFailureKind.Throttled, busy.Failure!.Kind);
        Assert.Equal(CallFailureKind.NotFound, idle.Failure!.Kind);
    }

    [Fact]
    public async Task What_Graph_throttles_apart_waits_apart()
    {
        var personal = Application with { SignInAudience = "AzureADandPersonalMicrosoftAccount" };
        Wire.Answer = _ => Wire.GraphError(429, "TooManyRequests", "Slow down.", "300");
        Assert.Equal(CallFailureKind.Throttled, (await Azure.Directory.RemoveCredentialAsync(personal, CredentialKind.Password, KeyId, CallId, None)).Failure!.Kind);

        Wire.Answer = _ => new HttpResponseMessage(HttpStatusCode.NoContent);
        Assert.Null((await Azure.Directory.RemoveCredentialAsync(Application, CredentialKind.Password, KeyId, CallId, None)).Failure);
        var sent = Wire.ToGraph.Count;
        Assert.Equal(CallFailureKind.Throttled, (await Azure.Directory.RemoveCredentialAsync(personal, CredentialKind.Password, KeyId, CallId, None)).Failure!.Kind);
        Assert.Equal(sent, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task A_change_that_rests_on_checks_does_not_wait_until_they_are_old()
    {
        Wire.Answer = _ => Wire.GraphError(429, "TooManyRequests", "Slow down.", "30");
        await Azure.Directory.RemoveCredentialAsync(Application, CredentialKind.Password, KeyId, CallId, None);
        var before = Time.GetUtcNow();

        var again = await Azure.Directory.RemoveCredentialAsync(Application, CredentialKind.Password, KeyId, CallId, None);

        Assert.Equal((CallFailureKind.Throttled, 1), (again.Failure!.Kind, Wire.ToGraph.Count));
        Assert.InRange(Time.GetUtcNow() - before, TimeSpan.Zero, Lane.ShortWait);
    }

    [Fact]
    public async Task What_was_not_sent_is_given_back()
    {
        var lane = new Lane("the vault", Time, new Quota(100, TimeSpan.FromHours(1)));
        lane.Close(TimeSpan.FromSeconds(300));
        for (var i = 0; i < 200; i++)
        {
            await Assert.ThrowsAsync<ExchangeException>(() => lane.EnterAsync(Lane.ShortWait, None));
        }

        Time.Advance(TimeSpan.FromSeconds(300));
        var before = Time.GetUtcNow();
        for (var i = 0; i < 95; i++)
        {
            await lane.EnterAsync(Lane.ShortWait, None);
        }

        Assert.Equal(before, Time.GetUtcNow());
    }

    [Fact]
    public async Task A_refusal_makes_less_of_what_was_left()
    {
        var lane = new Lane("the vault", Time, new Quota(100, TimeSpan.FromSeconds(10)));
        lane.Heed(new CallFailure(CallFailureKind.Throttled, "Slow down."));
        var before = Time.GetUtcNow();
        for (var i = 0; i < 90; i++)
        {
            await lane.EnterAsync(Lane.LongestWait, None);
        }

        Assert.InRange((Time.GetUtcNow() - before).TotalSeconds, 90 / 9.5, 90 / 7.6 + 1);
    }

    [Fact]
    public void A_shorter_closure_does_not_shorten_a_longer_one()
    {
        var lane = new Lane("the vault", Time);
        lane.Close(TimeSpan.FromSeconds(50));
        lane.Close(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(50), lane.ClosedFor);
    }
}
