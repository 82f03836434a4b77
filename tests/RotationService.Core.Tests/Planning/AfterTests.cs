using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Tests.Planning;

/// <summary>What a vault acknowledges changes what was seen of it, as another look would.</summary>
public sealed class AfterTests
{
    private const string Elsewhere = "contoso-dr";

    private readonly Scene _scene = new();
    private readonly SecretVersion _older;
    private readonly SecretVersion _newest;
    private readonly SecretVersion _pending;

    public AfterTests()
    {
        _scene.Policy = _scene.Policy with { Vaults = [.. _scene.Policy.Vaults, Fakes.World.Address(Elsewhere)] };
        _older = _scene.Published(_scene.Issued(TimeSpan.FromDays(9)), TimeSpan.FromDays(9));
        var current = _scene.Issued(TimeSpan.FromDays(2));
        _newest = _scene.Published(current, TimeSpan.FromDays(2));
        _scene.Published(current, TimeSpan.FromDays(2), Elsewhere);
        _pending = _scene.Stored(_scene.Issued(TimeSpan.FromHours(1)), TimeSpan.FromHours(1));
    }

    private Observation Seen => _scene.Seen;

    [Fact]
    public void A_version_made_is_what_consumers_of_that_vault_read()
    {
        _scene.AlsoOfVault = vault => vault with { Newest = null, NewestIsDisabled = true };
        var made = new SecretVersion("a version", Enabled: true, Scene.Now, Scene.Now, _pending.Tags);
        var value = new SecretText("abcdefgh");

        var after = Seen.After(_scene.Policy, new VaultWrite(_scene.Policy.Vaults[0], _scene.Policy.Secret, made, value.Fingerprint()));

        var vault = after.Vaults[0];
        Assert.Equal([_older, _newest, made], vault.Versions);
        Assert.Equal((made, false), (vault.Newest, vault.NewestIsDisabled));
        Assert.Equal(value.Fingerprint(), after.FingerprintOf(new VersionAddress(vault.Address, _scene.Policy.Secret, made.Version)));
        Assert.True(after.Vaults[1].NewestIsDisabled);
        Assert.Equal(Seen.Pending, after.Pending);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_version_whose_tags_were_changed_stays_where_it_is(bool isTheNewest)
    {
        var before = isTheNewest ? _newest : _older;
        var changed = before with { Tags = before.Tags! with { Stage = VersionStage.Retiring } };

        var after = Seen.After(_scene.Policy, new VaultWrite(_scene.Policy.Vaults[0], _scene.Policy.Secret, changed, Fingerprint: null));

        Assert.Equal(isTheNewest ? [_older, changed] : [changed, _newest], after.Vaults[0].Versions);
        Assert.Equal(isTheNewest ? changed : _newest, after.Vaults[0].Newest);
        Assert.Equal(Seen.Fingerprints, after.Fingerprints);
        Assert.Equal(Seen.Vaults[1].Versions, after.Vaults[1].Versions);
    }

    [Fact]
    public void A_pending_version_is_changed_among_the_pending_alone()
    {
        var closed = _pending with { Enabled = false };

        var after = Seen.After(_scene.Policy, new VaultWrite(_scene.Policy.Vaults[0], _scene.Policy.PendingSecret, closed, Fingerprint: null));

        Assert.Equal([closed], after.Pending);
        Assert.Equal(Seen.Vaults[0].Versions, after.Vaults[0].Versions);
    }
}
