using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Policies;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Matching;

/// <summary>What is kept of a listing tells all that the whole listing tells.</summary>
public sealed class ListingFilterTests
{
    private static readonly DirectoryApplication App = NewApplication(1, "payments");

    private static readonly string?[] Names = ["payments", "PAYMENTS", "svc-1", "svc-2", "other"];

    private static readonly string[] Owners = ["0b1e1f00-0000-4000-8000-000000000005", "team@contoso.example"];

    [Fact]
    public void Policies_find_the_same_applications_and_say_the_same_of_them_as_in_the_whole_listing()
    {
        var (random, kept) = (new Random(20261125), 0);
        for (var round = 0; round < 300; round++)
        {
            var listed = Enumerable.Range(0, 12).Select(number => NewApplication(number, One(random, Names)!) with
            {
                Credentials = random.Next(6) == 0 ? [Marked] : [],
                Tags = random.Next(3) == 0 ? ["auto-rotate"] : [],
                Owners = random.Next(4) == 0 ? [One(random, Owners)] : [],
            }).ToList();
            var policies = new PolicySet(null, [.. Enumerable.Range(0, 3).Select(number => new Policy($"p{number}", NewSelector(random, listed), [World.Address("contoso-prod")], "{appId}"))]);
            var sieved = Sieved(policies, listed);
            kept += sieved.Count;

            Assert.Equal(Told(policies, listed), Told(policies, sieved));
            Assert.Subset(sieved.ToHashSet(), listed.Where(application => application.Credentials.Count > 0).ToHashSet());
        }

        Assert.InRange(kept, 300, 300 * 9);
    }

    [Fact]
    public void What_no_policy_is_about_and_bears_no_credential_of_ours_is_let_go()
    {
        var byHand = new Credential(Guid.NewGuid(), "by hand", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, fingerprint: null);
        Assert.Empty(Sieved(PoliciesOf(ApplicationSelector.ByAppId(Guid.NewGuid())), [App with { Credentials = [byHand], Tags = ["a"] }]));
        Assert.Single(Sieved(PoliciesOf(ApplicationSelector.ByAppId(Guid.NewGuid())), [App with { Credentials = [byHand, Marked] }]));
    }

    [Fact]
    public void One_that_has_not_changed_stays_the_same_object_and_one_that_has_is_known_as_it_is_now()
    {
        var known = new KnownApplications();
        var app = App with { Credentials = [Marked], Tags = ["a"], Owners = ["o"] };
        Assert.Same(app, known.OrNew(app));
        known.Know(new DirectoryListing([app]));
        Assert.Same(app, known.OrNew(Copy(app)));
        foreach (var changed in (DirectoryApplication[])
        [
            app with { AppId = Guid.NewGuid() },
            app with { DisplayName = "Payments" },
            app with { SignInAudience = null },
            app with { Kind = DirectoryKind.ServicePrincipal },
            app with { Credentials = [] },
            app with { Credentials = [app.Credentials[0] with { EndDateTime = DateTimeOffset.UnixEpoch }] },
            app with { Tags = ["a", "a"] },
            app with { Tags = ["A"] },
            app with { Owners = ["p"] },
        ])
        {
            Assert.Same(changed, known.OrNew(changed));
        }

        var renamed = app with { DisplayName = "renamed" };
        known.Know(new DirectoryListing([renamed]));
        Assert.Same(renamed, known.OrNew(Copy(renamed)));
        known.Know(new DirectoryListing([]));
        var again = Copy(renamed);
        Assert.Same(again, known.OrNew(again));
    }

    private static Credential Marked => new(Guid.NewGuid(), CredentialMark.For("contoso-prod", "name", new RotationId(Guid.NewGuid())).ToString(), DateTimeOffset.MinValue, DateTimeOffset.MaxValue, fingerprint: null);

    private static DirectoryApplication Copy(DirectoryApplication app) => app with { Credentials = [.. app.Credentials.Select(credential => credential with { })], Tags = [.. app.Tags], Owners = [.. app.Owners] };

    private static List<string> Told(PolicySet policies, IReadOnlyList<DirectoryApplication> listed) =>
        [
            .. PolicyAssignment.Resolve(policies, new DirectoryListing(listed)).Assignments.Select(subject => $"{subject.Policy.Label} {subject.Application?.AppId} {subject.Problem?.Message}"),
            .. PolicyAssignment.Resolve(policies, new DirectoryListing(listed)).Policies.Select(told => $"{told.Policy.Label} {told.Message}"),
        ];

    private static List<DirectoryApplication> Sieved(PolicySet policies, IReadOnlyList<DirectoryApplication> listed) =>
        [.. listed.Select(new ListingFilter(policies, new KnownApplications()).Keep).OfType<DirectoryApplication>()];

    private static PolicySet PoliciesOf(ApplicationSelector selector) => new(null, [new Policy("p", selector, [World.Address("contoso-prod")], "name")]);

    private static ApplicationSelector NewSelector(Random random, List<DirectoryApplication> listed) => random.Next(7) switch
    {
        0 => ApplicationSelector.ByAppId(random.Next(3) == 0 ? Guid.NewGuid() : One(random, listed).AppId),
        1 => ApplicationSelector.ByDisplayName(One(random, Names)!),
        2 => ApplicationSelector.Of(new ApplicationGroup { Tag = "AUTO-ROTATE" }),
        3 => ApplicationSelector.Of(new ApplicationGroup { Owner = One(random, Owners) }),
        4 => ApplicationSelector.Of(new ApplicationGroup { DisplayName = new NamePattern("svc-*") }),

        5 => ApplicationSelector.Of(new ApplicationGroup
        {
            Tag = "auto-rotate",
            ExceptAppIds = [One(random, listed).AppId, Guid.Empty],
            ExceptNames = [new NamePattern(One(random, Names)!), new NamePattern("*-1"), new NamePattern("svc-*"), new NamePattern("none")],
        }),

        // Those that are listed and excepted are no members, and are not missing either.
        _ => ApplicationSelector.Of(new ApplicationGroup { AppIds = [listed[0].AppId, Guid.NewGuid()], ExceptAppIds = [listed[0].AppId] }),
    };

    private static DirectoryApplication NewApplication(int number, string name) => new(
        Guid.ParseExact($"00000000-0000-4000-8000-{number:D12}", "D"),
        Guid.ParseExact($"00000000-0000-4000-9000-{number:D12}", "D"),
        name,
        "AzureADMyOrg",
        []);

    private static T One<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
