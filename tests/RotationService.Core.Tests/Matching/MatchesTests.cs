using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Policies;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Matching;

/// <summary>Who belongs to which group, when there are many of both.</summary>
public sealed class MatchesTests
{
    private static readonly string?[] Tags = [null, null, "auto-rotate", "AUTO-ROTATE", "team-1", "team-2", "nobody"];

    private static readonly string?[] Owners = [null, null, "team@contoso.example", "TEAM@contoso.example", "other@contoso.example"];

    private static readonly string?[] Patterns = [null, null, "svc-*", "SVC-1*", "s*", "*-7", "*", "*1*2*", "svc-12", "\u017Fvc-*", "app-with-a-name-longer-than-all-the-others-*"];

    [Fact]
    public void Each_group_has_just_those_who_belong_to_it_however_it_tells_them()
    {
        var random = new Random(20261125);
        var applications = Enumerable.Range(0, 300).Select(number => NewApplication(random, number)).ToList();
        var groups = Enumerable.Range(0, 400).Select(_ => NewGroup(random, applications)).Where(group => group.Searches || group.AppIds.Count > 0).ToList();
        var policies = groups.Select((group, number) => new Policy($"p{number}", ApplicationSelector.Of(group), [World.Address("contoso-prod")], "{appId}")).ToList();

        var matches = new Matches(new PolicySet(null, policies), new DirectoryListing(applications));
        Assert.True(policies.Count(policy => matches.Of(policy).Count > 0) > 100);
        foreach (var policy in policies)
        {
            Assert.Equal(applications.Where(policy.Application.Group!.Has), matches.Of(policy));
        }
    }

    private static DirectoryApplication NewApplication(Random random, int number) => new(
        Guid.ParseExact($"00000000-0000-4000-8000-{number:D12}", "D"),
        Guid.ParseExact($"00000000-0000-4000-9000-{number:D12}", "D"),
        random.Next(3) == 0 ? $"Svc-{number}" : $"app-{number}",
        "AzureADMyOrg",
        [])
    {
        Tags = Some(random, Tags),
        Owners = Some(random, Owners),
    };

    private static ApplicationGroup NewGroup(Random random, List<DirectoryApplication> applications) => new()
    {
        Tag = One(random, Tags),
        Owner = One(random, Owners),
        DisplayName = One(random, Patterns) is { } pattern ? new NamePattern(pattern) : null,
        AppIds = random.Next(3) == 0 ? [.. Enumerable.Range(0, 3).Select(_ => applications[random.Next(applications.Count)].AppId), Guid.Empty] : [],
        ExceptAppIds = random.Next(3) == 0 ? [.. Enumerable.Range(0, 30).Select(_ => applications[random.Next(applications.Count)].AppId)] : [],
        ExceptNames = random.Next(3) == 0 && One(random, Patterns) is { } except ? [new NamePattern(except)] : [],
    };

    private static T One<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private static List<string> Some(Random random, string?[] of) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => One(random, of)).OfType<string>()];
}
