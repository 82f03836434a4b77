using System.Net;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Sandbox;

namespace RotationService.Tests.EndToEnd;

/// <summary>What all of it is for: the program that reads the vault once a day logs in at every hour.</summary>
public sealed class ConsumerTests
{
    [Fact]
    public async Task A_consumer_that_reads_the_vault_once_a_day_logs_in_at_every_hour_of_a_year()
    {
        using var tenant = new Tenant(new SandboxOptions { ReadLag = TimeSpan.FromMinutes(2), UsabilityDelay = TimeSpan.FromSeconds(90), Sporadic = true });
        var application = tenant.Add("payments");
        var policy = tenant.Policy(application) with { GracePeriod = TimeSpan.FromHours(26) };
        using var outside = new HttpClient(tenant.Engine.CreateHandler());
        var sweeper = tenant.NewSweeper();
        SecretText? held = null;
        for (var hour = 0; hour < 365 * 24; hour++)
        {
            await sweeper.SweepOnceAsync(new PolicySet(null, [policy]), request: null, CancellationToken.None);
            if (hour % 24 == 0)
            {
                held = (await tenant.Azure.Vaults.At(policy.Vaults[0]).ReadNewestAsync(policy.Secret, CancellationToken.None)).Value.Value;
            }

            Assert.True(await LogsInAsync(outside, tenant, application, held!), $"hour {hour}");
            Assert.InRange((await tenant.LiveAsync(application)).Count, 1, 2);
            tenant.Sandbox.Advance(TimeSpan.FromHours(1));
        }

        Assert.Empty(tenant.Defects);
        Assert.Empty(tenant.OpenIntents(application.ObjectId));
        Assert.InRange(await tenant.CountAsync("graph POST /applications/{id}/addPassword"), 6, 7);
    }

    private static async Task<bool> LogsInAsync(HttpClient outside, Tenant tenant, SandboxApplication application, SecretText secret)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = application.AppId.ToString(),
            ["client_secret"] = secret.Reveal(),
            ["scope"] = "https://graph.microsoft.com/.default",
        });
        using var response = await outside.PostAsync(new Uri($"https://login.microsoftonline.com/{tenant.Engine.Operator.TenantId}/oauth2/v2.0/token"), form);
        return response.StatusCode is HttpStatusCode.OK;
    }
}
