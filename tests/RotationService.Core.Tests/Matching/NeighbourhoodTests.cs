using FsCheck;
using FsCheck.Fluent;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Matching;

/// <summary>Healthy applications beside any others that the identity may not change: all is done for them as if they were alone.</summary>
public sealed class NeighbourhoodTests
{
    private static readonly string[] Names = ["svc-a", "SVC.a", "svc-b", "svc-c", "svc-a-client-secret", "portal", "Portal", "other", "listed"];

    private static readonly string[] Secrets = ["svc-a-client-secret", "svc-b-client-secret", "other-client-secret", "portal-secret", "listed-secret", "elsewhere"];

    private static readonly string[] Owners = ["team@contoso.example", "00000000-0000-0000-0000-0000000000f1", "nobody@contoso.example"];

    private static readonly Gen<Neighbour> AnyNeighbour =
        from name in Gen.Elements(Names)
        from isTagged in Gen.Elements(true, true, false)
        from owner in Gen.Choose(-1, Owners.Length - 1)
        from marks in Gen.Choose(0, 3)
        from secrets in Gen.ArrayOf(Gen.Elements(Secrets), marks)
        from endsIn in Gen.Choose(-30, 400)
        from isListed in Gen.Elements(true, false, false, false)
        select new Neighbour(name, isTagged, owner, secrets, endsIn, isListed);

    [Fact]
    [Trait("Category", "Slow")]
    public void Whatever_neighbours_there_are_the_healthy_have_the_same_names_the_same_work_and_the_same_order() =>
        Prop.ForAll(Gen.ListOf(AnyNeighbour).ToArbitrary(), neighbours =>
        {
            var (alone, together) = (Run([]), Run(neighbours));
            Assert.Equal(alone, together);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    // What was done for the healthy ones, in its order: in the sweep in which all are published, and when all of them are due.
    private static List<string> Run(IEnumerable<Neighbour> neighbours)
    {
        var world = new World();
        List<FakeApplication> healthy = [.. ((string[])["svc-a", "svc-b", "svc-c", "portal", "listed"]).Select(name => world.Add(name))];
        healthy[..3].ForEach(application => application.Tags.Add("auto-rotate"));
        healthy[..3].ForEach(application => application.Owners.Add(Owners[0]));
        Sweep(world, []);
        world.Reports.Clear();
        world.Time.Advance(TimeSpan.FromDays(65));
        Sweep(world, [.. neighbours.Select(neighbour => Enter(world, neighbour)).OfType<Guid>()]);
        Assert.Empty(world.Defects);
        return
        [
            .. world.Reports.Where(report => healthy.Exists(application => application.AppId == report.Application?.AppId))
                .Select(report => $"{report.Policy.Label} {report.Policy.Secret} {report.Condition} {report.Reason}"),
            .. world.Vault().Secrets.Select(secret => $"{secret.Key}: {string.Join(' ', secret.Value.Select(entry => healthy.FindIndex(application => application.AppId == entry.Version.Tags?.AppId)))}"),
            .. healthy.Select(application => $"{application.DisplayName}: {application.Live.Count}"),
        ];
    }

    private static void Sweep(World world, IReadOnlyList<Guid> listed)
    {
        Policy[] policies =
        [
            Policy("tagged", ApplicationSelector.Of(new ApplicationGroup { Tag = "auto-rotate", DisplayName = new NamePattern("svc*"), AppIds = listed })),
            Policy("owned", ApplicationSelector.Of(new ApplicationGroup { Owner = "owner-of-none@contoso.example" })),
            Policy("portal", ApplicationSelector.ByDisplayName("portal")) with { Secret = "portal-secret" },
            Policy("listed", ApplicationSelector.ByAppId(world.Applications[4].AppId)) with { Secret = "listed-secret" },
        ];
        world.NewSweeper(world.IdleAsync, parallelism: 1).SweepOnceAsync(new PolicySet(null, policies), request: null, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static Guid? Enter(World world, Neighbour neighbour)
    {
        var application = world.Add(neighbour.Name);
        application.IsOurs = false;
        application.Tags.AddRange(neighbour.IsTagged ? ["auto-rotate"] : []);
        application.Owners.AddRange(neighbour.Owner < 0 ? [] : [Owners[neighbour.Owner]]);
        foreach (var secret in neighbour.Marks)
        {
            world.AddByHand(application, TimeSpan.FromDays(neighbour.EndsIn), CredentialMark.For("contoso-prod", secret, new RotationId(Guid.CreateVersion7(world.Time.True))).ToString());
        }

        return neighbour.IsListed ? application.AppId : null;
    }

    private static Policy Policy(string name, ApplicationSelector selector) => new(name, selector, [World.Address("contoso-prod")], "{displayName}-client-secret")
    {
        Lifetime = TimeSpan.FromDays(90),
        RenewBefore = TimeSpan.FromDays(30),
        GracePeriod = TimeSpan.FromHours(72),
    };

    private sealed record Neighbour(string Name, bool IsTagged, int Owner, string[] Marks, int EndsIn, bool IsListed);
}
