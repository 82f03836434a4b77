using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RotationService.Core.Auditing;
using RotationService.Core.Ports;
using RotationService.Sandbox;
using RotationService.Simulation.Exploring;
using RotationService.Simulation.Museum.Scenes;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.Soaking;
using RotationService.Simulation.World;
using RotationService.TestKit.Leaks;

namespace RotationService.Simulation.Leaks;

/// <summary>That a service that leaks a secret is heard, wherever it does so, and what is told of it.</summary>
/// <remarks>On threads of the pool: a test's own has a context that would take what goes on in a world elsewhere.</remarks>
public sealed class HearingTests
{
    [Fact]
    public async Task Every_place_is_heard_that_a_service_writes_to()
    {
        var places = await Task.Run(() =>
        {
            using var stage = new Stage(new WorldOptions(), seed: 1);
            stage.Open();
            stage.AddMachine();
            stage.PlayUntil(TimeSpan.FromHours(13));
            return stage.World.HuntSecrets();
        });
        Assert.Equal(
            [
                "a header of a request to contoso-we.vault.azure.net",
                "a header of a request to graph.microsoft.com",
                "a header of a request to login.microsoftonline.com",
                "an audit file",
                "the address of a request to contoso-we.vault.azure.net",
                "the address of a request to graph.microsoft.com",
                "the address of a request to login.microsoftonline.com",
                "the body of a request to graph.microsoft.com",
                "the console",
                "the log",
            ],
            places.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_value_in_the_log_is_found_in_base64() =>
        Assert.StartsWith("the log holds a secret, base64 ", await MessageAsync(WithValue((process, value) => Log(process, Convert.ToBase64String(Encoding.UTF8.GetBytes(value)), null))), StringComparison.Ordinal);

    [Fact]
    public async Task The_beginning_of_a_value_in_the_log_is_found() =>
        Assert.StartsWith("the log holds a secret, ", await MessageAsync(WithValue((process, value) => Log(process, $"sent {value[..8]}...", null))), StringComparison.Ordinal);

    [Fact]
    public async Task A_value_in_an_exception_that_is_logged_is_found() =>
        Assert.StartsWith("an exception in the log holds a secret, ", await MessageAsync(WithValue((process, value) => Log(process, "failed", new InvalidOperationException($"cannot send {value}")))), StringComparison.Ordinal);

    [Fact]
    public async Task A_value_in_an_exception_that_ends_a_pass_is_found_and_not_repeated() =>
        Assert.StartsWith("an exception in the log holds a secret, ", await MessageAsync(WithValue((_, value) => throw new InvalidOperationException($"cannot send {value}"))), StringComparison.Ordinal);

    [Fact]
    public async Task A_value_in_an_audit_record_is_found() =>
        Assert.StartsWith("an audit file holds a secret, ", await MessageAsync(process =>
        {
            string? value = null;
            return new Seams
            {
                Vaults = vaults => new WrappedVaults(vaults, vault => new Loud(vault, written => value = written)),
                Audit = audit => new LoudAudit(audit, () => value),
            };
        }), StringComparison.Ordinal);

    [Theory]
    [InlineData("header", "a header of a request to graph.microsoft.com")]
    [InlineData("authorization", "a header of a request to graph.microsoft.com")]
    [InlineData("query", "the address of a request to graph.microsoft.com")]
    [InlineData("body", "the body of a request to graph.microsoft.com")]
    [InlineData("vault header", "a header of a request to contoso-we.vault.azure.net")]
    public async Task A_value_in_a_request_is_found(string part, string place) =>
        Assert.StartsWith($"{place} holds a secret, ", await MessageAsync(process =>
        {
            string? value = null;
            return new Seams
            {
                Vaults = vaults => new WrappedVaults(vaults, vault => new Loud(vault, written => value = written)),
                Network = network => new LoudNetwork(network, part, () => value),
            };
        }), StringComparison.Ordinal);

    [Fact]
    public async Task Listening_changes_nothing_of_what_happens()
    {
        var heard = await RunAsync(new WorldOptions());
        var unheard = await RunAsync(new WorldOptions { IsHeard = false });
        Assert.Null(heard.Violation);
        Assert.Equal(unheard.EventHash, heard.EventHash);
        Assert.Equal(unheard.Trail, heard.Trail);
    }

    [Fact]
    public void One_world_of_a_soak_in_a_hundred_is_listened_to() =>
        Assert.InRange(Enumerable.Range(0, 10_000).Count(number => SoakCommand.IsHeard(SoakCommand.WorldSeed(1, number))), 80, 120);

    private static Func<ServiceProcess, Seams> WithValue(Action<ServiceProcess, string> leak) =>
        process => new Seams { Vaults = vaults => new WrappedVaults(vaults, vault => new Loud(vault, value => leak(process, value))) };

    private static void Log(ServiceProcess process, string text, Exception? exception) =>
        process.World.Transcript.LoggerOf<HearingTests>().Log(LogLevel.Trace, default, text, exception, (state, _) => state);

    private static async Task<string> MessageAsync(Func<ServiceProcess, Seams> seams)
    {
        var engine = default(SandboxEngine);
        var run = await RunAsync(new WorldOptions
        {
            Seams = process =>
            {
                engine = process.World.Engine;
                return seams(process);
            },
        });
        Assert.Equal("I7", run.Violation?.Invariant);
        Assert.Null(new SecretHunt(engine!.EverySecretText()).Find(run.Violation!.Message));
        return run.Violation.Message;
    }

    private static Task<LifecycleRun> RunAsync(WorldOptions options) => Task.Run(() => Lifecycle.Run(Schedule.None(Scope.Changes), options));

    /// <summary>Tells what is written to a vault.</summary>
    private sealed class Loud(IVault inner, Action<string> tell) : PassingVault(inner)
    {
        public override async Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken)
        {
            var written = await Inner.WriteAsync(name, secret, clientRequestId, cancellationToken).ConfigureAwait(false);
            if (secret.Value?.Reveal() is { } value)
            {
                tell(value);
            }

            return written;
        }
    }

    private sealed class LoudAudit(IAuditLog inner, Func<string?> value) : IAuditLog
    {
        public bool TryAppend(AuditRecord record) =>
            inner.TryAppend(record with { Message = value() is { } written ? Convert.ToHexStringLower(Encoding.UTF8.GetBytes(written)) : record.Message });

        public IReadOnlyList<AuditRecord>? OpenIntents(Guid objectId) => inner.OpenIntents(objectId);
    }

    private sealed class LoudNetwork(HttpMessageHandler inner, string part, Func<string?> value) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (value() is { } written)
            {
                Spoil(request, written);
            }

            return base.SendAsync(request, cancellationToken);
        }

        private void Spoil(HttpRequestMessage request, string written)
        {
            var isGraph = request.RequestUri!.Host.StartsWith("graph", StringComparison.Ordinal);
            switch (part)
            {
                case "header" when isGraph:
                    request.Headers.TryAddWithoutValidation("x-trace", JsonSerializer.Serialize(written));
                    break;

                case "authorization" when isGraph:
                    request.Headers.Remove("Authorization");
                    request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Convert.ToBase64String(Encoding.Unicode.GetBytes(written))}");
                    break;

                case "query" when isGraph:
                    request.RequestUri = new Uri($"{request.RequestUri.AbsoluteUri}{(request.RequestUri.Query.Length > 0 ? '&' : '?')}trace={Uri.EscapeDataString(written)}");
                    break;

                case "body" when isGraph && request.Method == HttpMethod.Post:
                    request.Content = new StringContent(JsonSerializer.Serialize(new { keyId = Guid.Empty, trace = written }), Encoding.UTF8, "application/json");
                    break;

                case "vault header" when request.RequestUri.Host.EndsWith(".vault.azure.net", StringComparison.Ordinal):
                    request.Headers.TryAddWithoutValidation("x-trace", written);
                    break;

                default:
                    break;
            }
        }
    }
}
