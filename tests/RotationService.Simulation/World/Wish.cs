using RotationService.Sandbox;

namespace RotationService.Simulation.World;

/// <summary>What people want for one application, in the simulation's own words: the service is given a policy file made from it, the judge the wish itself.</summary>
/// <param name="Application">The application.</param>
/// <param name="Secret">The secret's name.</param>
/// <param name="Vaults">The names of the vaults.</param>
internal sealed record Wish(SandboxApplication Application, string Secret, IReadOnlyList<string> Vaults)
{
    public string Name { get; init; } = Application.DisplayName;

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(90);

    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromDays(30);

    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(72);

    public bool Adopt { get; init; }

    public bool Hold { get; init; }

    public bool Proves { get; init; } = true;

    /// <summary>When its values may be published; null for always.</summary>
    public WishedWindow? Window { get; init; }

    /// <summary>Whether the policy file says it by a group that the application belongs to, and not by a policy of its own.</summary>
    public bool InGroup { get; init; }

    /// <summary>Whether the application is registered in another tenant, so that its secret is on its service principal.</summary>
    public bool IsServicePrincipal { get; init; }

    public string PendingSecret => $"{Secret}-pending";
}
