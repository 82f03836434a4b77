using System.Buffers.Text;
using System.Text;
using RotationService.Azure;
using RotationService.Core.Credentials;
using RotationService.Core.Timing;
using RotationService.TestKit.Clocks;

namespace RotationService.Tests.Azure.Wires;

/// <summary>A connection over a scripted wire, on time that takes none.</summary>
public abstract class ConnectionTest : IDisposable
{
    /// <summary>A value that looks like Graph's.</summary>
    protected const string Value = "Abc8Q~a-client-secret-that-must-never-be-seen";

    /// <summary>When time begins.</summary>
    internal static readonly DateTimeOffset Start = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static readonly Guid ObjectId = Guid.Parse("0b1e1f00-0000-4000-8000-000000000001");
    protected static readonly DirectoryAddress Address = new(DirectoryKind.Application, ObjectId);
    protected static readonly Guid AppId = Guid.Parse("0b1e1f00-0000-4000-8000-000000000002");
    protected static readonly Guid KeyId = Guid.Parse("0b1e1f00-0000-4000-8000-000000000003");
    protected static readonly Guid PrincipalId = Guid.Parse("0b1e1f00-0000-4000-8000-000000000004");
    protected static readonly Guid CallId = Guid.Parse("0b1e1f00-0000-4000-8000-000000000005");
    protected static readonly RotationId Rotation = new(Guid.Parse("0195a0b0-0000-7000-8000-000000000001"));
    protected static readonly DirectoryApplication Application = new(AppId, ObjectId, "payments", "AzureADMyOrg", []);

    private readonly List<AzureConnection> _connections = [];

    protected ConnectionTest()
    {
        Clock = new ServiceClock(Time);
        Azure = Connect(new AzureOptions());
    }

    internal LeapingTime Time { get; } = new(Start);

    internal StandingTime RealTime { get; } = new();

    internal Wire Wire { get; } = new();

    protected ServiceClock Clock { get; }

    protected AzureConnection Azure { get; private set; }

    public void Dispose()
    {
        _connections.ForEach(c => c.Dispose());
        Wire.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static CancellationToken None => CancellationToken.None;

    /// <summary>An access token that says this of us.</summary>
    protected static string AccessToken(params string[] roles) => Jwt(
        $$"""{"tid":"{{Wire.Tenant}}","oid":"{{PrincipalId}}","roles":[{{string.Join(',', roles.Select(r => $"\"{r}\""))}}]}""");

    protected static string Jwt(string payload) =>
        $"{Base64Url.EncodeToString("{}"u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.c2ln";

    /// <summary>Takes the place of the connection there was.</summary>
    protected void Reconnect(AzureOptions options) => Azure = Connect(options);

    private AzureConnection Connect(AzureOptions options)
    {
        var connection = new AzureConnection(
            options with
            {
                Handler = Wire,
                DisableInstanceDiscovery = true,
                RealTime = RealTime,
                Operator = new OperatorSecret(Guid.Parse(Wire.Tenant), Guid.Parse("0b1e1f00-0000-4000-8000-00000000000f"), new SecretText("operator-secret")),
            },
            Clock);
        _connections.Add(connection);
        return connection;
    }
}
