using RotationService.Core.Policies;
using RotationService.Sandbox;

namespace RotationService.Simulation.World;

/// <summary>What people want for one application, in the simulation's own words: the service is given a policy made from it, the judge the wish itself.</summary>
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

    public string PendingSecret => $"{Secret}-pending";

    public Policy ToPolicy() => new(Name, ApplicationSelector.ByAppId(Application.AppId), [.. Vaults.Select(vault => new Uri($"https://{vault}.vault.azure.net/"))], Secret)
    {
        Lifetime = Lifetime,
        RenewBefore = RenewBefore,
        GracePeriod = Grace,
        Adopt = Adopt,
        Hold = Hold,
        Verify = Proves ? VerifyRule.Default : VerifyRule.None,
    };
}
