using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Sandbox;

namespace RotationService.Benchmarks.Fleets;

/// <summary>Applications under policy, each with a credential that this service has published: what a tenant looks like that has been looked after for a while.</summary>
internal sealed class Fleet
{
    /// <summary>The tenant of every sandbox here: where vaults send clients for tokens is remembered by those for the whole process.</summary>
    public static readonly Guid Tenant = new("72f988bf-0000-4000-8000-000000000001");

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    public static readonly TimeSpan Grace = TimeSpan.FromHours(72);

    private readonly List<Member> _members = [];

    private Fleet(int vaults)
    {
        Vaults = VaultNames(vaults);
        Policies = new PolicySet(null, [.. Vaults.Select(PolicyFor)]);
    }

    /// <summary>The names of the vaults.</summary>
    public IReadOnlyList<string> Vaults { get; }

    /// <summary>One policy for each vault, about all applications with its tag.</summary>
    public PolicySet Policies { get; }

    /// <summary>The applications.</summary>
    public IReadOnlyList<Member> Members => _members;

    /// <summary>The names of so many vaults.</summary>
    public static IReadOnlyList<string> VaultNames(int count) => [.. Enumerable.Range(1, count).Select(number => $"contoso-{number}")];

    /// <summary>What the policies are for so many vaults.</summary>
    public static PolicySet PoliciesFor(int vaults) => new Fleet(vaults).Policies;

    /// <summary>Makes applications, their published credentials, and the versions that hold these.</summary>
    /// <param name="engine">A sandbox that has the vaults.</param>
    /// <param name="now">Its time.</param>
    /// <param name="vaults">Over how many vaults they are spread evenly.</param>
    /// <param name="count">How many applications.</param>
    /// <param name="endsIn">In how long the credential of the application of that number ends.</param>
    /// <param name="audience">Who may sign in to it.</param>
    public static Fleet Build(SandboxEngine engine, DateTimeOffset now, int vaults, int count, Func<int, TimeSpan> endsIn, Func<int, string>? audience = null)
    {
        var fleet = new Fleet(vaults);
        for (var number = 0; number < count; number++)
        {
            fleet.Add(engine, now, number, endsIn(number), audience?.Invoke(number) ?? "AzureADMyOrg");
        }

        return fleet;
    }

    private static string TagOf(string vault) => $"auto-rotate-{vault}";

    private static Policy PolicyFor(string vault) => new($"all-of-{vault}", ApplicationSelector.Of(new ApplicationGroup { Tag = TagOf(vault) }), [new Uri($"https://{vault}.vault.azure.net/")], "{displayName}-client-secret")
    {
        Lifetime = Lifetime,
        RenewBefore = RenewBefore,
        GracePeriod = Grace,
    };

    private void Add(SandboxEngine engine, DateTimeOffset now, int number, TimeSpan endsIn, string audience)
    {
        var vault = Vaults[number % Vaults.Count];
        var name = $"svc-{number:000000}";
        var secret = $"{name}-client-secret";
        var age = Lifetime - endsIn;
        var rotation = new RotationId(Guid.CreateVersion7(now - age));
        var application = engine.AddApplication(new NewApplication
        {
            DisplayName = name,
            Tags = [TagOf(vault)],
            SignInAudience = audience,
            Credentials = [new NewCredential { DisplayName = CredentialMark.For(vault, secret, rotation).ToString(), StartsAgo = age, EndsIn = endsIn }],
        });
        var credential = application.Credentials[0];
        var tags = new VersionTags(rotation, application.AppId, VersionStage.Published)
        {
            Policy = $"all-of-{vault}",
            KeyId = credential.KeyId,
            Grace = Grace,
            Vaults = [vault],
        };
        engine.SetSecret(vault, secret, credential.SecretText, tags.ToDictionary(), credential.EndDateTime);
        _members.Add(new Member(application.AppId, application.ObjectId, vault, secret, credential.KeyId));
    }
}
