using RotationService.Sandbox;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary>Draws what people want.</summary>
internal static class Wishes
{
    /// <summary>Lifetime and `renewBefore` in days, shorter ones more seldom; and how often each is drawn.</summary>
    private static readonly (int Lifetime, int RenewBefore, int Weight)[] Periods = [(45, 25, 1), (90, 30, 3), (180, 60, 12), (365, 90, 32), (730, 120, 42)];

    private static readonly string[] Places = ["Europe/Paris", "America/New_York", "UTC"];

    /// <summary>For how long a window is closed at most.</summary>
    public static readonly TimeSpan LongestClosed = TimeSpan.FromDays(4);

    private static readonly TimeSpan[] Graces = [TimeSpan.FromHours(1), TimeSpan.FromHours(24), TimeSpan.FromHours(72), TimeSpan.FromDays(7)];

    /// <summary>An application as it may be found, and a policy for it.</summary>
    /// <param name="world">The world.</param>
    /// <param name="random">Draws it.</param>
    /// <param name="number">The application's number in its world.</param>
    /// <param name="ofOtherTenants">Whether the world has service principals: then two applications of three are, unless they are open to personal accounts.</param>
    public static Wish Draw(SimulatedWorld world, Random random, int number, bool ofOtherTenants)
    {
        var personal = random.Next(10) == 0;
        var isServicePrincipal = !personal && ofOtherTenants && number % 3 != 0;
        var adopt = personal || random.Next(4) == 0;
        var application = world.Engine.AddApplication(new NewApplication
        {
            DisplayName = $"app-{number}",
            TenantId = world.TenantOf(number),
            Tags = [WishedFile.Tag],
            SignInAudience = personal ? "PersonalMicrosoftAccount" : "AzureADMyOrg",
            ServicePrincipalOnly = isServicePrincipal,
            Credentials = [.. Enumerable.Range(0, random.Next(personal ? 2 : 3)).Select(_ => new NewCredential { DisplayName = "by hand", EndsIn = TimeSpan.FromDays(20 + random.Next(600)) })],
        });
        var wish = new Wish(application, $"app-{number}-secret", random.Next(3) == 0 ? ["contoso-we", "contoso-ne"] : ["contoso-we"])
        {
            IsServicePrincipal = isServicePrincipal,
            Adopt = adopt,
            Proves = random.Next(10) != 0,
            InGroup = random.Next(3) == 0,
            Window = random.Next(5) == 0 ? DrawWindow(random) : null,
        };
        if (application.Credentials is [var first, ..] && random.Next(2) == 0)
        {
            world.Engine.SetSecret(wish.Vaults[0], wish.Secret, first.SecretText);
        }

        return WithGrace(WithPeriod(wish, random), random);
    }

    public static Wish WithPeriod(Wish wish, Random random)
    {
        var drawn = random.Next(Periods.Sum(period => period.Weight));
        foreach (var (lifetime, renewBefore, weight) in Periods)
        {
            if ((drawn -= weight) < 0)
            {
                return wish with { Lifetime = TimeSpan.FromDays(lifetime), RenewBefore = TimeSpan.FromDays(renewBefore) };
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }

    public static WishedWindow DrawWindow(Random random)
    {
        var from = random.Next(24);
        return new WishedWindow(
            random.Next(3) switch
            {
                0 => [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday],
                1 => [DayOfWeek.Sunday, DayOfWeek.Wednesday],
                _ => Enum.GetValues<DayOfWeek>(),
            },
            from,
            (from + 2 + random.Next(10)) % 24,
            Places[random.Next(Places.Length)]);
    }

    public static Wish WithGrace(Wish wish, Random random) => wish with { Grace = Graces[random.Next(Graces.Length)] };
}
