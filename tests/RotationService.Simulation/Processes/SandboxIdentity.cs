using System.Text.Json.Nodes;
using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>A sandbox's tenant and the identity that may rotate there.</summary>
internal sealed record SandboxIdentity(string TenantId, string ClientId, string ClientSecret)
{
    /// <summary>Asks for it.</summary>
    public static async Task<SandboxIdentity> OfAsync(SandboxProcess sandbox, CancellationToken cancellationToken)
    {
        var connection = JsonNode.Parse(await sandbox.GetAsync("connect", cancellationToken))!;
        return new SandboxIdentity((string)connection["tenantId"]!, (string)connection["operator"]!["clientId"]!, (string)connection["operator"]!["clientSecret"]!);
    }
}
