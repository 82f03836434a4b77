using FsCheck;
using FsCheck.Fluent;
using RotationService.Azure.Tokens;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

/// <summary>Answers of the token endpoint that somebody has been at.</summary>
public sealed class HostileTokenInputTests : HostileInputTest
{
    [Fact]
    public void A_token()
    {
        Wire.Answer = _ => Wire.Json(200, ApplicationJson);
        Check(
            $$"""{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"refresh_in":1800,"access_token":"{{AccessToken("Application.ReadWrite.OwnedBy")}}"}""",
            async () =>
            {
                Time.Advance(TimeSpan.FromDays(1));
                var logIn = await Azure.Tokens.LogInAsync(null, AppId, new SecretText(Value), None);
                var described = await Azure.Directory.DescribeIdentityAsync(null, None);
                return (logIn.Answer is LogInAnswer.Accepted ? null : new CallFailure(CallFailureKind.Unreachable, logIn.Message), () => Assert.True(described.Failure is null || described.Failure.Message.Length > 0));
            },
            isToken: true,
            inputs: Fewer);
    }

    [Fact]
    public void A_refusal_of_the_token_endpoint() => Check(
        """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Trace ID: t","error_codes":[7000215],"timestamp":"t"}""",
        async () =>
        {
            var logIn = await Azure.Tokens.LogInAsync(Guid.Parse(Wire.Tenant), AppId, new SecretText(Value), None);
            Assert.NotEqual(LogInAnswer.Accepted, logIn.Answer);
            return (new CallFailure(CallFailureKind.Unreachable, logIn.Message), () => { });
        },
        isToken: true,
        status: 401,
        inputs: Fewer);

    [Fact]
    public void What_a_token_says_of_us() => Prop.ForAll(Seeds(), seed =>
    {
        var payload = HostileJson.Of($$"""{"tid":"{{Wire.Tenant}}","oid":"{{PrincipalId}}","roles":["a","b"],"scp":"x"}""", seed);
        var claims = AccessTokenClaims.TryRead($"e30.{System.Buffers.Text.Base64Url.EncodeToString(payload)}.c2ln");
        Assert.True(claims is null || claims.Roles is not null);
    }).Check(Config);
}
