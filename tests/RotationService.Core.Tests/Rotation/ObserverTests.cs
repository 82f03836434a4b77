using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Rotation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What a look at the world shows, and what it makes of calls that fail.</summary>
public sealed class ObserverTests : OneApplication
{
    private readonly Policy _two;
    private readonly CachedApplication _memory = new();
    private readonly SecretValues _values = new();

    public ObserverTests() => _two = World.Policy(App, "contoso-prod", "ne");

    [Fact]
    public async Task Versions_are_in_the_order_of_their_making_and_the_newest_is_what_a_get_returns()
    {
        foreach (var value in new[] { "one", "two", "three", "four" })
        {
            Vault.Put(Secret, value);
            World.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var vault = (await LookAsync(Policy)).Vaults[0];
        Assert.Equal(vault.Versions.Select(version => version.CreatedOn).Order(), vault.Versions.Select(version => version.CreatedOn));
        Assert.Equal(4, vault.Versions.Count);
        Assert.Equal(vault.Versions[^1], vault.Newest);
        Assert.Equal(new SecretText("four"), ValueOf(vault.Newest!));
    }

    [Fact]
    public async Task A_version_written_between_the_two_calls_is_among_the_versions()
    {
        Vault.Put(Secret, "one");
        Before("get", () =>
        {
            Vault.Put(Secret, "two");
            Vault.Put(Secret, "three");
        });
        var vault = (await LookAsync(Policy)).Vaults[0];
        Assert.Equal(3, vault.Versions.Count);
        Assert.Contains(vault.Newest, vault.Versions);
        Assert.Equal(new SecretText("three"), ValueOf(vault.Newest!));
    }

    [Fact]
    public async Task A_secret_whose_versions_never_include_its_newest_cannot_be_read()
    {
        Vault.Put(Secret, "one");
        var gets = 0;
        World.Fault = call =>
        {
            if (call is "get")
            {
                Vault.Put(Secret, $"another {++gets}");
            }

            return null;
        };
        Assert.Equal(CallFailureKind.Ambiguous, (await LookAsync(Policy)).Vaults[0].Failure!.Kind);
        Assert.Equal(3, gets);
    }

    [Fact]
    public async Task A_secret_deleted_between_the_two_calls_has_no_versions()
    {
        Vault.Put(Secret, "one");
        Before("get", () => Vault.Secrets.Remove(Secret));
        Assert.Empty((await LookAsync(Policy)).Vaults[0].Versions);
    }

    [Fact]
    public async Task A_disabled_newest_version_is_no_newest_version()
    {
        Vault.Put(Secret, "one");
        Vault.Disable(Secret, 0);
        var vault = (await LookAsync(Policy)).Vaults[0];
        Assert.True(vault.NewestIsDisabled);
        Assert.Null(vault.Newest);
    }

    [Fact]
    public async Task A_secret_without_versions_is_not_asked_for()
    {
        World.Fault = call => call is "get" ? new CallFailure(CallFailureKind.Unreachable, "no") : null;
        Assert.Null((await LookAsync(Policy)).Vaults[0].Failure);
    }

    [Fact]
    public async Task A_first_vault_whose_pending_secret_cannot_be_listed_counts_as_unreadable_and_the_others_stay()
    {
        var lists = 0;
        World.Fault = call => call is "versions" && ++lists == 3 ? new CallFailure(CallFailureKind.Forbidden, "no") : null;
        var seen = await LookAsync(_two);
        Assert.Equal([CallFailureKind.Forbidden, null], seen.Vaults.Select(vault => vault.Failure?.Kind));
        Assert.Equal(_two.Vaults, seen.Vaults.Select(vault => vault.Address));
    }

    [Fact]
    public async Task The_pending_secret_of_a_vault_that_cannot_be_read_is_not_asked_for()
    {
        var lists = 0;
        World.Fault = call => call is "versions" && ++lists > 0 ? new CallFailure(CallFailureKind.Forbidden, "no") : null;
        await LookAsync(Policy);
        Assert.Equal(1, lists);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Only_a_new_read_counts_as_one_that_does_not_show_a_credential(bool isNewRead, int reads)
    {
        PublishByAnotherProcess();
        var keyId = App.Live[0].KeyId;
        App.Live.Clear();
        await ObserverOf(Policy).ObserveAsync(App.Read(), World.Clock.Now, isNewRead, CancellationToken.None);
        Assert.Equal(reads, _memory.Sightings.Absences.GetValueOrDefault(keyId)?.Reads ?? 0);
    }

    [Fact]
    public async Task What_cannot_be_looked_up_before_an_issue_stands_in_nobodys_way()
    {
        World.Right = DirectoryRight.NotOwner;
        World.Fault = call => call is "right" or "restrictions" or "deleted" ? new CallFailure(CallFailureKind.Forbidden, "no") : null;
        var found = await ObserverOf(Policy)
            .PreflightAsync(await LookAsync(Policy), isPendingNameProvenByIntent: false, CancellationToken.None);
        Assert.Equal((null, DirectoryRight.Unknown, CredentialRestrictions.None), (found.SoftDeleted, found.Right, found.Restrictions));
    }

    [Fact]
    public async Task The_pending_name_is_looked_up_among_the_deleted_first()
    {
        Vault.SoftDeleted.UnionWith([Secret, Pending]);
        var found = await ObserverOf(Policy)
            .PreflightAsync(await LookAsync(Policy), isPendingNameProvenByIntent: false, CancellationToken.None);
        Assert.Equal(Pending, found.SoftDeleted!.Secret);
    }

    private Task<Observation> LookAsync(Policy policy) =>
        ObserverOf(policy).ObserveAsync(App.Read(), World.Clock.Now, isNewRead: true, CancellationToken.None);

    private Observer ObserverOf(Policy policy) =>
        new(World, World, World.Clock, new Breaker(), new PassContext(policy, _memory, _values));

    private SecretText? ValueOf(SecretVersion version) =>
        _values.Newest(new VersionAddress(Policy.Vaults[0], Secret, version.Version));
}
