using System.Text;
using System.Text.Json;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Sandbox;

namespace RotationService.LocalSandbox;

/// <summary>
/// The content of this directory's sandbox: the objects that the policy file names, and the applications of
/// <see cref="SandboxCast"/>.
/// </summary>
internal static class SandboxWorld
{
    private const int SamplesOfAGroup = 3;
    private const string VaultSuffix = ".vault.azure.net";

    /// <summary>
    /// The options of a new sandbox. It is as slow and as unreliable as the real services, so that a rotation looks as
    /// it does there.
    /// </summary>
    public static SandboxOptions Options(PolicySet policies) => new()
    {
        TenantId = Home(policies),
        Vaults = [.. VaultNames(policies)],
        ReadLag = TimeSpan.FromSeconds(20),
        UsabilityDelay = TimeSpan.FromSeconds(18),
        Sporadic = true,
    };

    /// <summary>
    /// Creates what is missing: the applications of <see cref="SandboxCast"/> if the sandbox is new, and an application
    /// for each that the policy file names and that does not exist.
    /// </summary>
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

        // Applications come first, because creating one creates its service principal, too. A service principal alone
        // belongs to an application registered in another tenant.
        foreach (var policy in policies.Policies.OrderBy(policy => policy.Application.Kind))
        {
            var selector = policy.Application;
            if (selector.AppId is { } appId && engine.FindApplication(appId, selector.TenantId) is null)
            {
                engine.AddApplication(new NewApplication
                {
                    DisplayName = policy.Name,
                    AppId = appId,
                    TenantId = selector.TenantId ?? Tenant(policies, number++),
                    ServicePrincipalOnly = selector.Kind is DirectoryKind.ServicePrincipal
                });
                names.Add(policy.Name);
            }
            else if (selector.DisplayName is { } displayName && names.Add(displayName))
            {
                engine.AddApplication(new NewApplication
                {
                    DisplayName = displayName,
                    TenantId = selector.TenantId ?? Tenant(policies, number++)
                });
            }
            else if (selector.Group is { } group)
            {
                CreateMissing(engine, policy, group, there, policies);
            }
        }
    }

    /// <summary>
    /// The tenant of the applications for which no tenant is named. Null for the sandbox's own tenant.
    /// </summary>
    public static Guid? Home(PolicySet policies) => policies.Tenants is [var first, ..] ? first : policies.TenantId;

    // If there are several tenants, applications are distributed over them.
    private static Guid? Tenant(PolicySet policies, int number) =>
        policies.Covered[number % policies.Covered.Count];

    // Creates the applications that a group lists and, if none matches its selection, a few that do.
    private static void CreateMissing(
        SandboxEngine engine,
        Policy policy,
        ApplicationGroup group,
        IReadOnlyList<DirectoryApplication> there,
        PolicySet policies)
    {
        foreach (var (number, appId) in group.AppIds.Where(appId => engine.FindApplication(appId) is null).Index())
        {
            engine.AddApplication(new NewApplication
            {
                DisplayName = $"{policy.Name}-{appId.ToString("D")[^4..]}",
                AppId = appId,
                TenantId = Tenant(policies, number)
            });
        }

        // The owner is ignored here, because the sandbox's state does not list the owners of its applications.
        var like = group with
        {
            Owner = null,
            DisplayName = group.DisplayName ?? (group.Tag is null ? new NamePattern($"{policy.Name}-*") : null)
        };
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

    /// <summary>The name of a vault, which is the first label of its host name.</summary>
    public static string VaultName(Uri vault) => vault.Host.Split('.')[0];

    private static IEnumerable<string> VaultNames(PolicySet policies) => policies.Policies
        .SelectMany(policy => policy.Vaults)
        .Where(vault => vault.Host.EndsWith(VaultSuffix, StringComparison.OrdinalIgnoreCase))
        .Select(VaultName)
        .Prepend(SandboxCast.Vault)
        .Distinct(StringComparer.OrdinalIgnoreCase);

    // The state is the only endpoint of the sandbox that lists its applications.
    private static List<DirectoryApplication> Applications(SandboxEngine engine)
    {
        var response = engine.Handle(new SandboxRequest(
            "GET",
            "localhost",
            SandboxEngine.ControlPath + "state",
            new Dictionary<string, string>(),
            ReadOnlyMemory<byte>.Empty));
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
