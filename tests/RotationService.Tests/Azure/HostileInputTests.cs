using FsCheck;
using FsCheck.Fluent;
using RotationService.Azure.Http;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

/// <summary>Ten thousand answers of Microsoft Graph that somebody has been at, for each of its readers.</summary>
public sealed class HostileInputTests : HostileInputTest
{
    [Fact]
    public void A_listing_of_applications() => Check(
        $$"""{"@odata.context":"x","value":[{{ApplicationJson}},{{ApplicationJson}}]}""",
        async () =>
        {
            var listed = await Azure.Directory.ListApplicationsAsync(null, ListingDetails.Tags | ListingDetails.Owners, keep: null, progress: null, None);
            return (listed.Failure, () => Assert.All(listed.Value, Use));
        });

    [Fact]
    public void An_application() => Check(ApplicationJson, async () =>
    {
        var read = await Azure.Directory.ReadApplicationAsync(Address, None);
        return (read.Failure, () => Use(read.Value));
    }, inputs: Fewer);

    [Fact]
    public void A_new_credential() => Check(
        $$"""{"keyId":"{{KeyId}}","displayName":"d","startDateTime":"2027-01-01T00:00:00Z","endDateTime":"2027-06-01T00:00:00Z","hint":"Abc","secretText":"{{Value}}"}""",
        async () =>
        {
            var made = await Azure.Directory.AddCredentialAsync(Application, CredentialKind.Password, CredentialMark.For("v", "s", Rotation), Clock.Now.AddDays(90), CallId, None);
            return (made.Failure, () => Assert.NotNull(made.Value.SecretText));
        },
        inputs: Fewer);

    [Fact]
    public void What_a_tenants_policies_forbid() => Check(
        """{"isEnabled":true,"applicationRestrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime","state":"enabled","maxLifetime":"P90D","restrictForAppsCreatedAfterDateTime":"2020-01-01T00:00:00Z"},{"restrictionType":"passwordAddition","maxLifetime":null}]},"value":[],"createdDateTime":"2019-01-01T00:00:00Z"}""",
        async () =>
        {
            Time.Advance(TimeSpan.FromMinutes(10));
            var read = await Azure.Directory.ReadRestrictionsAsync(Application, CredentialKind.Password, None);
            return (read.Failure, () => Assert.NotNull(read.Value));
        },
        inputs: Fewer);

    [Fact]
    public void An_error_of_Graph() => CheckErrors(
        """{"error":{"code":"Some_Code","message":"Some words.","innerError":{"request-id":"x","date":"2027-01-01T00:00:00"}}}""",
        async () => (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!);

    [Fact]
    public void When_to_come_again() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<DateTimeOffset>(), (text, date) =>
    {
        foreach (var header in new[] { text, $"{text?.Length}{text}", date.ToString("r"), $"{date.Ticks}.{date.Ticks}", $"{date.Ticks}{date.Ticks}{date.Ticks}" })
        {
            var wait = RetryAfter.Parse(header, date, Clock.Now) ?? RetryAfter.Parse(header, null, date);
            Assert.True(wait is null || (wait >= TimeSpan.Zero && wait <= RetryAfter.Longest), header);
        }
    }).Check(Config);

    private static void Use(DirectoryApplication application)
    {
        Assert.NotNull(application.DisplayName);
        Assert.All(application.Credentials, credential => Assert.True(credential.HasEnded(DateTimeOffset.MaxValue) && credential.StartDateTime >= DateTimeOffset.MinValue));
    }
}
