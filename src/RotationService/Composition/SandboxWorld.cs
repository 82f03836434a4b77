using System.Text;
using System.Text.Json;
using RotationService.Core.Policies;
using RotationService.Sandbox;

namespace RotationService.Composition;

/// <summary>What the sandbox of this directory holds: everything the policy file names, beside a cast of its own.</summary>
internal static class SandboxWorld
{
    private const string VaultSuffix = ".vault.azure.net";

    /// <summary>How the world is made the first time: as slow and as unsure as the real one, so that a rotation looks as it does there.</summary>
    public static SandboxOptions Options(PolicySet policies) => new()
    {
        TenantId = policies.TenantId,
        Vaults = [.. VaultNames(policies)],
        ReadLag = TimeSpan.FromSeconds(20),
        UsabilityDelay = TimeSpan.FromSeconds(18),
        Sporadic = true,
    };

    /// <summary>Puts in what is missing: the cast if the sandbox is new, and one application for each that the policy file names and nobody has made yet.</summary>
    public static void Furnish(SandboxEngine engine, PolicySet policies, bool isNew)
    {
        if (policies.TenantId is { } tenant)
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

        var names = new HashSet<string>(DisplayNames(engine), StringComparer.OrdinalIgnoreCase);
        foreach (var policy in policies.Policies)
        {
            if (policy.Application.AppId is { } appId && engine.FindApplication(appId) is null)
            {
                engine.AddApplication(new NewApplication { DisplayName = policy.Name, AppId = appId, TenantId = policies.TenantId });
                names.Add(policy.Name);
            }
            else if (policy.Application.DisplayName is { } displayName && names.Add(displayName))
            {
                engine.AddApplication(new NewApplication { DisplayName = displayName, TenantId = policies.TenantId });
            }
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
    private static List<string> DisplayNames(SandboxEngine engine)
    {
        var response = engine.Handle(new SandboxRequest("GET", "localhost", SandboxEngine.ControlPath + "state", new Dictionary<string, string>(), ReadOnlyMemory<byte>.Empty));
        using var state = JsonDocument.Parse(Encoding.UTF8.GetString(response.Body.Span));
        return
        [
            .. state.RootElement.GetProperty("tenants").EnumerateArray()
                .SelectMany(tenant => tenant.GetProperty("applications").EnumerateArray())
                .Select(application => application.GetProperty("displayName").GetString() ?? ""),
        ];
    }
}
