using System.Security.Cryptography;
using System.Text;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Sandbox;

namespace RotationService.LocalSandbox;

/// <summary>
/// The applications of a new sandbox. Each is in another state, so that the first command has something to show.
/// </summary>
/// <remarks>
/// They are the applications of the rotation-policies.yaml that comes with the service. If another policy file names
/// them, its vaults and secret names are used.
/// </remarks>
internal static class SandboxCast
{
    /// <summary>The vault of the applications that no policy names.</summary>
    public const string Vault = "contoso-prod";

    private const string ByHand = "created by hand";

    private static readonly Member[] Members =
    [
        // Published by the service 85 days ago, ends in 5 days: due.
        new(1, "payments-api") { Published = new Span(DaysAgo: 85, EndsInDays: 5) },

        // Published by the service and expired yesterday: its consumers are refused.
        new(2, "billing-worker") { Published = new Span(DaysAgo: 91, EndsInDays: -1) },

        // Published by the service 10 days ago: up to date.
        new(3, "reporting") { Published = new Span(DaysAgo: 10, EndsInDays: 170) },

        // Has never had a credential.
        new(4, "newsletter-sender"),

        // Two secrets that people created. The policy adopts them, so that they are retired once a rotated one has been
        // published for the grace period.
        new(5, "legacy-crm")
        {
            ByHand = [new Span(DaysAgo: 400, EndsInDays: 330), new Span(DaysAgo: 30, EndsInDays: 150)]
        },

        // Open to personal accounts, and therefore limited to two secrets. People created both: CredentialLimit, on
        // purpose.
        new(6, "partner-portal")
        {
            SignInAudience = "AzureADandPersonalMicrosoftAccount",
            ByHand = [new Span(DaysAgo: 200, EndsInDays: 165), new Span(DaysAgo: 20, EndsInDays: 160)],
        },

        // Owned by another identity: NotOwner, on purpose.
        new(7, "treasury-bridge") { Owned = false, ByHand = [new Span(DaysAgo: 60, EndsInDays: 120)] },

        // Its secret goes to two vaults.
        new(8, "storefront"),

        // Published by the service and due. The policy has `hold`, so that the old credential is not retired.
        new(9, "archive-export") { Published = new Span(DaysAgo: 80, EndsInDays: 10) },

        // Selected by their tag: one never rotated, one up to date, and one that the policy excludes.
        new(11, "svc-mailer") { Tag = "auto-rotate" },
        new(12, "svc-search") { Tag = "auto-rotate", Published = new Span(DaysAgo: 10, EndsInDays: 80) },
        new(13, "svc-legacy") { Tag = "auto-rotate", ByHand = [new Span(DaysAgo: 500, EndsInDays: 230)] },

        // Registered in the tenant of its vendor. This tenant has only its service principal, with a secret that a
        // person created: never rotated.
        new(14, "vendor-app")
        {
            IsServicePrincipal = true,
            SignInAudience = "AzureADMultipleOrgs",
            ByHand = [new Span(DaysAgo: 340, EndsInDays: 45)]
        },

        // Not covered by any policy: listed, and left alone.
        new(10, "intranet-wiki") { ByHand = [new Span(DaysAgo: 300, EndsInDays: 65)] },
    ];

    /// <summary>Creates the applications, their credentials and their secrets.</summary>
    public static void Enter(SandboxEngine engine, PolicySet policies)
    {
        foreach (var member in Members)
        {
            var policy = PolicyOf(member, policies);
            if (member.Published is { } published)
            {
                EnterPublished(engine, member, published, policy, SandboxWorld.Home(policies));
            }
            else
            {
                engine.AddApplication(Application(
                    member,
                    SandboxWorld.Home(policies),
                    [.. member.ByHand.Select(span => Credential(span, ByHand))]));
            }
        }
    }

    private static Policy? PolicyOf(Member member, PolicySet policies)
    {
        var itself = new DirectoryApplication(member.AppId, Guid.Empty, member.Name, member.SignInAudience, [])
        {
            Kind = member.IsServicePrincipal ? DirectoryKind.ServicePrincipal : DirectoryKind.Application,
            Tags = member.Tag is null ? [] : [member.Tag],
        };
        return policies.Policies.FirstOrDefault(policy => policy.Application switch
        {
            { Group: { } group } => group.Has(itself),
            { AppId: { } appId, Kind: var kind } => appId == member.AppId && kind == itself.Kind,
            { DisplayName: var name } => string.Equals(name, member.Name, StringComparison.OrdinalIgnoreCase),
        })?.For(itself);
    }

    private static void EnterPublished(
        SandboxEngine engine,
        Member member,
        Span span,
        Policy? policy,
        Guid? tenantId)
    {
        var secret = policy?.Secret ?? $"{member.Name}-client-secret";
        var vaults = policy is null ? [Vault] : policy.Vaults.Select(SandboxWorld.VaultName).ToList();

        var rotation = Rotation(member.Name, TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(span.DaysAgo));
        var mark = CredentialMark.For(vaults[0], secret, rotation);
        var application = engine.AddApplication(Application(member, tenantId, [Credential(span, mark.ToString())]));
        var credential = application.Credentials[0];
        var tags = new VersionTags(rotation, application.AppId, VersionStage.Published)
        {
            Policy = policy?.Name ?? member.Name,
            KeyId = credential.KeyId,
            Because = "FirstRotation",
            Grace = policy?.GracePeriod ?? Policy.DefaultGracePeriod,
            Vaults = vaults,
        };
        foreach (var vault in vaults)
        {
            engine.SetSecret(vault, secret, credential.SecretText, tags.ToDictionary(), credential.EndDateTime);
        }
    }

    private static NewApplication Application(
        Member member,
        Guid? tenantId,
        IReadOnlyList<NewCredential> credentials) =>
        new()
        {
            DisplayName = member.Name,
            AppId = member.AppId,
            TenantId = tenantId,
            SignInAudience = member.SignInAudience,
            Tags = member.Tag is null ? [] : [member.Tag],
            Owned = member.Owned,
            Owners = member.Owned ? [] : ["treasurer@contoso.example"],
            ServicePrincipalOnly = member.IsServicePrincipal,
            Credentials = credentials,
        };

    private static NewCredential Credential(Span span, string displayName) => new()
    {
        DisplayName = displayName,
        StartsAgo = TimeSpan.FromDays(span.DaysAgo),
        EndsIn = TimeSpan.FromDays(span.EndsInDays),
    };

    /// <summary>A UUIDv7 with this time, whose other bits are derived from a name.</summary>
    private static RotationId Rotation(string name, DateTimeOffset at)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var time = at.ToUnixTimeMilliseconds().ToString("x12");
        return new RotationId(
            Guid.ParseExact($"{time[..8]}-{time[8..]}-7{hash[..3]}-8{hash[3..6]}-{hash[6..18]}", "D"));
    }

    /// <summary>The start and the end of a credential, in days relative to the creation of the sandbox.</summary>
    private sealed record Span(int DaysAgo, int EndsInDays);

    private sealed record Member(int Number, string Name)
    {
        public Guid AppId => Guid.ParseExact($"00000000-0000-0000-0000-{Number:d12}", "D");

        public string SignInAudience { get; init; } = "AzureADMyOrg";

        public string? Tag { get; init; }

        public bool IsServicePrincipal { get; init; }

        public bool Owned { get; init; } = true;

        public IReadOnlyList<Span> ByHand { get; init; } = [];

        public Span? Published { get; init; }
    }
}
