using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Policies;
using RotationService.Core.Sweeping;

namespace RotationService.Core.Tests.Sweeping;

public sealed class WorkQueueTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly CredentialMark OurMark = CredentialMark.For("contoso", "secret", new RotationId(Guid.Parse("0195a0b0-0000-7000-8000-000000000001")));

    private readonly WorkQueue _agenda = new(parallelism: 8);

    [Fact]
    public void The_application_whose_secret_ends_first_comes_first_expired_ones_before_all()
    {
        Put("in a year", EndingIn(365));
        Put("tomorrow", EndingIn(1));
        Put("expired", EndingIn(-3));
        Put("has none");
        Put("next week", EndingIn(7));

        Assert.Equal(["has none", "expired", "tomorrow", "next week"], TakeAll().Take(4));
    }

    [Fact]
    public void What_others_made_does_not_make_an_application_of_ours_less_urgent()
    {
        Put("next week", EndingIn(7));
        Put("tomorrow", EndingIn(1), EndingIn(700, "by hand"));
        Put("theirs alone", EndingIn(3, "by hand"));

        Assert.Equal(["tomorrow", "theirs alone", "next week"], TakeAll());
    }

    [Fact]
    public void Of_two_that_are_as_urgent_the_one_that_was_put_first_comes_first()
    {
        Put("one", EndingIn(1));
        Put("two", EndingIn(1));
        Assert.Equal(["one", "two"], TakeAll());
    }

    [Fact]
    public void Nothing_is_taken_before_its_time()
    {
        _agenda.Put(Subject("later", EndingIn(1)), Now.AddMinutes(2));
        _agenda.Put(Subject("sooner", EndingIn(2)), Now.AddMinutes(1));

        Assert.Equal(Now.AddMinutes(1), _agenda.NextAt);
        Assert.Null(_agenda.Take(Now));
        Assert.Equal("sooner", _agenda.Take(Now.AddMinutes(1))!.Policy.Name);
        Assert.Equal(Now.AddMinutes(2), _agenda.NextAt);
        Assert.Equal("later", _agenda.Take(Now.AddMinutes(2))!.Policy.Name);
        Assert.Null(_agenda.NextAt);
    }

    [Fact]
    public void A_lane_takes_half_of_the_passes_and_leaves_the_others_theirs()
    {
        for (var i = 0; i < 10; i++)
        {
            Put($"west {i}", EndingIn(1));
            Put($"north {i}", "contoso-ne", EndingIn(10));
        }

        Assert.Equal([.. Enumerable.Range(0, 4).Select(i => $"west {i}"), .. Enumerable.Range(0, 4).Select(i => $"north {i}")], TakeAll());
        Assert.False(_agenda.HasRoom);
    }

    [Fact]
    public void Applications_open_to_personal_accounts_are_taken_two_at_a_time()
    {
        for (var i = 0; i < 10; i++)
        {
            var subject = Subject($"personal {i}", EndingIn(1));
            _agenda.Put(subject with { Application = subject.Application! with { SignInAudience = "PersonalMicrosoftAccount" } }, Now);
        }

        Put("other", EndingIn(2));
        Assert.Equal(["personal 0", "personal 1", "other"], TakeAll());
    }

    [Fact]
    public void The_end_of_a_pass_makes_room_in_its_lane()
    {
        for (var i = 0; i < 5; i++)
        {
            Put($"{i}", EndingIn(i));
        }

        var first = _agenda.Take(Now)!;
        Assert.Equal(["1", "2", "3"], TakeAll());
        _agenda.Ended(first);
        Assert.Equal(["4"], TakeAll());
    }

    [Fact]
    public void One_at_a_time_is_one_at_a_time()
    {
        var agenda = new WorkQueue(parallelism: 1);
        agenda.Put(Subject("one", EndingIn(1)), Now);
        agenda.Put(Subject("two", EndingIn(2)), Now);

        var one = agenda.Take(Now)!;
        Assert.Null(agenda.Take(Now));
        agenda.Ended(one);
        Assert.Equal("two", agenda.Take(Now)!.Policy.Name);
    }

    [Fact]
    public void What_is_put_again_is_there_once_and_as_it_was_put_last()
    {
        var subject = Subject("payments", EndingIn(1));
        _agenda.Put(subject, Now);
        _agenda.Put(subject with { Declared = subject.Declared with { Hold = true } }, Now.AddMinutes(1));

        Assert.Equal(Now.AddMinutes(1), _agenda.NextAt);
        Assert.Null(_agenda.Take(Now));
        Assert.True(_agenda.Take(Now.AddMinutes(1))!.Policy.Hold);
        Assert.Null(_agenda.Take(Now.AddMinutes(1)));
    }

    [Fact]
    public void What_is_removed_is_not_taken_whether_its_time_had_come_or_not()
    {
        Put("due", EndingIn(1));
        Put("first", EndingIn(0));
        Assert.Equal("first", _agenda.Take(Now)!.Policy.Name);
        _agenda.Put(Subject("later", EndingIn(1)), Now.AddMinutes(1));
        Assert.False(_agenda.IsEmpty);

        _agenda.Remove(new PolicyKey("due", null));
        _agenda.Remove(new PolicyKey("later", null));

        Assert.Null(_agenda.NextAt);
        Assert.Null(_agenda.Take(Now.AddDays(1)));
        Assert.True(_agenda.IsEmpty);
    }

    [Fact]
    public void Whoever_is_under_no_policy_any_more_is_taken_off_it_and_the_others_stay()
    {
        Put("gone", EndingIn(1));
        Put("there", EndingIn(2));
        _agenda.Keep(new HashSet<PolicyKey> { new("there", null), new("new", null) });
        Assert.Equal("there", _agenda.Take(Now)!.Policy.Name);
        Assert.Null(_agenda.Take(Now));
        Assert.True(_agenda.IsEmpty);
    }

    private static Credential EndingIn(int days, string? madeBy = null) => new(Guid.NewGuid(), madeBy ?? OurMark.ToString(), Now.AddDays(days - 90), Now.AddDays(days), "abc");

    private static PolicyAssignment Subject(string name, params Credential[] credentials) => Subject(name, "contoso-we", credentials);

    private static PolicyAssignment Subject(string name, string vault, Credential[] credentials)
    {
        var application = new DirectoryApplication(Guid.NewGuid(), Guid.NewGuid(), name, "AzureADMyOrg", credentials);
        return new PolicyAssignment(new Policy(name, ApplicationSelector.ByAppId(application.AppId), [new Uri($"https://{vault}.vault.azure.net/")], "secret"), application, Problem: null);
    }

    private void Put(string name, params Credential[] credentials) => _agenda.Put(Subject(name, credentials), Now);

    private void Put(string name, string vault, params Credential[] credentials) => _agenda.Put(Subject(name, vault, credentials), Now);

    private IEnumerable<string> TakeAll()
    {
        while (_agenda.Take(Now) is { } subject)
        {
            yield return subject.Policy.Name;
        }
    }
}
