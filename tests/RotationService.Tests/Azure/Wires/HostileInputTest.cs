using FsCheck;
using FsCheck.Fluent;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Tests.Azure.Wires;

/// <summary>Answers that somebody has been at: what can be read is read, all else is a failure with words, and no exception.</summary>
public abstract class HostileInputTest : ConnectionTest
{
    /// <summary>For each reader of lists, errors and headers.</summary>
    private const int Inputs = 10_000;

    /// <summary>For single objects, which are read as those of a list are, and for what takes several requests.</summary>
    protected const int Fewer = 2_000;

    /// <summary>An application as Graph shows it.</summary>
    protected static readonly string ApplicationJson =
        $$"""
        {"id":"{{ObjectId}}","appId":"{{AppId}}","displayName":"payments","signInAudience":"AzureADMyOrg","tags":["a","b"],"owners":[{"id":"{{PrincipalId}}","userPrincipalName":"a@b"}],
        "passwordCredentials":[{"keyId":"{{KeyId}}","displayName":"{{CredentialMark.For("vault", "secret", Rotation)}}","startDateTime":"2027-01-01T00:00:00Z","endDateTime":"2027-06-01T00:00:00Z","hint":"Abc"},{"keyId":"{{PrincipalId}}"}]}
        """;

    protected static Config Config => Config.QuickThrowOnFailure.WithMaxTest(Inputs);

    protected static Arbitrary<int> Seeds() => Gen.Choose(0, int.MaxValue).ToArbitrary();

    protected void CheckErrors(string good, Func<Task<CallFailure>> call) => Check(
        good,
        async () =>
        {
            var failure = await call();
            Assert.Equal((CallFailureKind.Rejected, TimeSpan.FromSeconds(5)), (failure.Kind, failure.RetryAfter));
            return (failure, () => { });
        },
        status: 400,
        retryAfter: "5");

    /// <summary>Whatever the answer, there is a value that can be used or a failure that says something, and nothing of the secret in it.</summary>
    protected void Check(string good, Func<Task<(CallFailure? Failure, Action Use)>> call, bool isToken = false, int status = 200, string? retryAfter = null, int inputs = Inputs) => Prop.ForAll(Seeds(), seed =>
    {
        var body = HostileJson.Of(good, seed);
        HttpResponseMessage Answer(SentRequest sent)
        {
            var response = Wire.Json(status, "", retryAfter);
            response.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            return response;
        }

        if (isToken)
        {
            Wire.AnswerToken = Answer;
        }
        else
        {
            Wire.Answer = Answer;
        }

        var (failure, use) = call().GetAwaiter().GetResult();
        if (failure is null)
        {
            use();
        }
        else
        {
            Assert.NotEmpty(failure.Message);
            Assert.True(failure.Message.Length < 2000, failure.Message);
            Assert.DoesNotContain(Value, failure.ToString(), StringComparison.Ordinal);
        }
    }).Check(Config.WithMaxTest(inputs));
}
