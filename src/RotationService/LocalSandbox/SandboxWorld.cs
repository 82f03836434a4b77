using System.Text;
using System.Text.Json;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Sandbox;

namespace RotationService.LocalSandbox;

/// <summary>What the sandbox of this directory holds: everything the policy file names, beside a cast of its own.</summary>
internal static class SandboxWorld
{
    private const int SamplesOfAGroup = 3;
    private const string VaultSuffix = ".vault.azure.net";

    /// <summary>How the world is made the first time: as slow and as unsure as the real one, so that a rotation looks as it does there.</summary>
    public static SandboxOptions Options(PolicySet policies) => new()
    {
        TenantId = Home(policies),
        Vaults = [.. VaultNames(policies)],
        ReadLag = TimeSpan.FromSeconds(20),
        UsabilityDelay = TimeSpan.FromSeconds(18),
        Sporadic = true,
    };

    /// <summary>Puts in what is missing: the cast if the sandbox is new, and one application for each that the policy file names and nobody has made yet.</summary>
    public static void CreateMissing(SandboxEngine engine, PolicySet policies, bool isNew)
    {
        foreach (var tenant in policies.Covered.OfType<Guid>())
        {
            engine.AddTenant(tenant);
        }

        foreach (var name in VaultNames(policies))
        {
            engine.AddVault(name);
        }

        if (isNew)
        {
            SandboxCast.Enter(engine, policies);
        }

        var there = Applications(engine);
        var names = there.Select(application => application.DisplayName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var number = 0;

        // An application's service principal comes with it; one alone is that of an application registered elsewhere.
        foreach (var policy in policies.Policies.OrderBy(policy => policy.Application.Kind))
        {
            var selector = policy.Application;
            if (selector.AppId is { } appId && engine.FindApplication(appId, selector.TenantId) is null)
            {
                engine.AddApplication(new NewApplication { DisplayName = policy.Name, AppId = appId, TenantId = selector.TenantId ?? Tenant(policies, number++), ServicePrincipalOnly = selector.Kind is DirectoryKind.ServicePrincipal });
                names.Add(policy.Name);
            }
            else if (selector.DisplayName is { } displayName && names.Add(displayName))
            {
                engine.AddApplication(new NewApplication { DisplayName = displayName, TenantId = selector.TenantId ?? Tenant(policies, number++) });
            }
            else if (selector.Group is { } group)
            {
                CreateMissing(engine, policy, group, there, policies);
            }
        }
    }

    /// <summary>The tenant of the cast, and of all that no other is named for; null for the sandbox's own.</summary>
    public static Guid? Home(PolicySet policies) => policies.Tenants is [var first, ..] ? first : policies.TenantId;

    // Of several tenants each gets something.
    private static Guid? Tenant(PolicySet policies, int number) => policies.Covered[number % policies.Covered.Count];

    // Of a group, those that it lists, and if none fits what it looks for, a few that do.
    private static void CreateMissing(SandboxEngine engine, Policy policy, ApplicationGroup group, IReadOnlyList<DirectoryApplication> there, PolicySet policies)
    {
        foreach (var (number, appId) in group.AppIds.Where(appId => engine.FindApplication(appId) is null).Index())
        {
            engine.AddApplication(new NewApplication { DisplayName = $"{policy.Name}-{appId.ToString("D")[^4..]}", AppId = appId, TenantId = Tenant(policies, number) });
        }

        // Who owns them is not looked at: nobody has made any by that owner who also bear that name or tag.
        var like = group with { Owner = null, DisplayName = group.DisplayName ?? (group.Tag is null ? new NamePattern($"{policy.Name}-*") : null) };
        if (!group.Searches || there.Any(like.Has))
        {
            return;
        }

        var look = group.DisplayName?.Text ?? $"{policy.Name}-*";
        for (var number = 1; number <= (look.Contains('*', StringComparison.Ordinal) ? SamplesOfAGroup : 1); number++)
        {
            engine.AddApplication(new NewApplication
            {
                DisplayName = look.Replace("*", $"sample-{number}", StringComparison.Ordinal),
                TenantId = Tenant(policies, number - 1),
                Tags = group.Tag is { } tag ? [tag] : [],
                Owners = group.Owner is { } owner && owner.Contains('@', StringComparison.Ordinal) ? [owner] : [],
            });
        }
    }

    /// <summary>The name of a vault, the first label of its host.</summary>
    public static string VaultName(Uri vault) => vault.Host.Split('.')[0];

    private static IEnumerable<string> VaultNames(PolicySet policies) => policies.Policies
        .SelectMany(policy => policy.Vaults)
        .Where(vault => vault.Host.EndsWith(VaultSuffix, StringComparison.OrdinalIgnoreCase))
        .Select(VaultName)
        .Prepend(SandboxCast.Vault)
        .Distinct(StringComparer.OrdinalIgnoreCase);

    // The ground truth is the one place where the sandbox lists its applications.
    private static List<DirectoryApplication> Applications(SandboxEngine engine)
    {
        var response = engine.Handle(new SandboxRequest("GET", "localhost", SandboxEngine.ControlPath + "state", new Dictionary<string, string>(), ReadOnlyMemory<byte>.Empty));
        using var state = JsonDocument.Parse(Encoding.UTF8.GetString(response.Body.Span));
        return
        [
            .. state.RootElement.GetProperty("tenants").EnumerateArray()
                .SelectMany(tenant => tenant.GetProperty("applications").EnumerateArray())
                .Select(application => new DirectoryApplication(
                    application.GetProperty("appId").GetGuid(),
                    application.GetProperty("objectId").GetGuid(),
                    application.GetProperty("displayName").GetString() ?? "",
                    SignInAudience: null,
                    [])
                {
                    Tags = [.. application.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString() ?? "")],
                }),
        ];
    }
}
