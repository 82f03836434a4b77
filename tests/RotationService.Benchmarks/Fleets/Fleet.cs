using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Sandbox;

namespace RotationService.Benchmarks.Fleets;

/// <summary>Applications under policy, each with a credential that this service has published: what a tenant looks like that has been looked after for a while.</summary>
internal sealed class Fleet
{
    /// <summary>The tenant of every sandbox here: where vaults send clients for tokens is remembered by those for the whole process.</summary>
    public static readonly Guid Tenant = new("72f988bf-0000-4000-8000-000000000001");

    /// <summary>How long a credential lives.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>How long before its end the next is made.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>How long the old one works after that.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(72);

    /// <summary>By how much earlier than that a credential may be renewed, each at a time of its own.</summary>
    public static readonly TimeSpan Spread = RenewBefore / 10;

    private readonly List<Guid> _members = [];

    /// <summary>An empty fleet.</summary>
    /// <param name="vaults">Over how many vaults it will be spread.</param>
    public Fleet(int vaults)
    {
        Vaults = VaultNames(vaults);
        Policies = new PolicySet(null, [.. Vaults.Select(PolicyFor)]);
    }

    /// <summary>The names of the vaults.</summary>
    public IReadOnlyList<string> Vaults { get; }

    /// <summary>One policy for each vault, about all applications with its tag.</summary>
    public PolicySet Policies { get; }

    /// <summary>The client ids of the applications.</summary>
    public IReadOnlyList<Guid> Members => _members;

    /// <summary>The names of so many vaults.</summary>
    public static IReadOnlyList<string> VaultNames(int count) => [.. Enumerable.Range(1, count).Select(number => $"contoso-{number}")];

    /// <summary>Makes an application with a credential and, if it is ours, the published version that holds it.</summary>
    /// <param name="engine">A sandbox that has the vaults.</param>
    /// <param name="now">Its time.</param>
    /// <param name="endsIn">In how long the credential ends.</param>
    /// <param name="vault">Which vault holds it, from 0 on; null to take them in turn.</param>
    /// <param name="audience">Who may sign in to it.</param>
    /// <param name="byUs">Whether it is under policy and its credential ours; otherwise it is somebody else's, with a secret in no vault.</param>
    public void Add(SandboxEngine engine, DateTimeOffset now, TimeSpan endsIn, int? vault = null, string audience = "AzureADMyOrg", bool byUs = true)
    {
        var number = _members.Count;
        var home = Vaults[vault ?? (number % Vaults.Count)];
        var name = $"svc-{number:000000}";
        var secret = $"{name}-client-secret";
        var age = Lifetime - endsIn;
        var rotation = new RotationId(Guid.CreateVersion7(now - age));
        var application = engine.AddApplication(new NewApplication
        {
            DisplayName = name,
            Tags = [byUs ? TagOf(home) : "somebody-elses"],
            SignInAudience = audience,
            Credentials = [new NewCredential { DisplayName = byUs ? CredentialMark.For(home, secret, rotation).ToString() : "by hand", StartsAgo = age, EndsIn = endsIn }],
        });
        _members.Add(application.AppId);
        if (!byUs)
        {
            return;
        }

        var credential = application.Credentials[0];
        var tags = new VersionTags(rotation, application.AppId, VersionStage.Published)
        {
            Policy = NameFor(home),
            KeyId = credential.KeyId,
            Grace = Grace,
            Vaults = [home],
        };
        engine.SetSecret(home, secret, credential.SecretText, tags.ToDictionary(), credential.EndDateTime);
    }

    /// <summary>In how long a credential ends that is due in that time at the earliest, and by <see cref="Spread"/> later at the latest.</summary>
    public static TimeSpan DueIn(TimeSpan earliest) => RenewBefore + Spread + earliest;

    private static string NameFor(string vault) => $"all-of-{vault}";

    private static string TagOf(string vault) => $"auto-rotate-{vault}";

    private static Policy PolicyFor(string vault) => new(NameFor(vault), ApplicationSelector.Of(new ApplicationGroup { Tag = TagOf(vault) }), [new Uri($"https://{vault}.vault.azure.net/")], "{displayName}-client-secret")
    {
        Lifetime = Lifetime,
        RenewBefore = RenewBefore,
        GracePeriod = Grace,
    };
}
