using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Tests.Planning;

/// <summary>Two applications whose secrets would have one name: the vault says whose it is.</summary>
public sealed class SharedNameTests
{
    private static readonly Guid RivalId = new("00000000-0000-0000-0000-0000000000cc");

    private readonly Scene _scene = new();
    private readonly List<Credential> _rivals = [];
    private string _secret = "payments-secret";

    public SharedNameTests() => _scene.Also = seen => seen with { Rivals = [new Rival(new DirectoryApplication(RivalId, RivalId, "PAYMENTS", null, [.. _rivals]), _secret)] };

    private bool IsRefused => _scene.Decision is Settled { Reason: Reason.SecretNameShared, Condition: Condition.NeedsAttention };

    [Fact]
    public void Where_nobody_has_published_under_it_it_is_nobodys()
    {
        Assert.True(IsRefused);
        Assert.Contains($"of two applications, {_scene.Seen.Application.AppId} and {RivalId}.", _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_one_appId_are_named_by_their_tenants()
    {
        var app = _scene.Seen.Application;
        _scene.Also = seen => seen with
        {
            Application = seen.Application with { TenantId = RivalId },
            Rivals = [new Rival(app with { TenantId = app.AppId }, _secret)],
        };
        Assert.Contains($"of two applications, {app.AppId} in tenant {RivalId} and {app.AppId} in tenant {app.AppId}.", _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whose_newest_version_is_confirmed_goes_on_whatever_marks_the_other_bears()
    {
        _scene.Serving(TimeSpan.FromDays(1));
        _rivals.Add(Rivals(_scene.Rotation(TimeSpan.Zero)));
        Assert.False(IsRefused);
    }

    [Fact]
    public void Whose_rival_has_the_newest_confirmed_version_does_not()
    {
        _scene.Serving(TimeSpan.FromDays(2));
        var rotation = _scene.Rotation(TimeSpan.FromDays(1));
        _rivals.Add(Rivals(rotation));
        _scene.Put(TimeSpan.FromDays(1), Tags(rotation, _rivals[0].KeyId));
        Assert.True(IsRefused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tags_alone_name_nobody_whether_contradicted_or_not(bool isShown)
    {
        _scene.Serving(TimeSpan.FromDays(2));
        _rivals.Add(Rivals(_scene.Rotation(TimeSpan.FromDays(3))));
        _scene.Put(TimeSpan.FromDays(1), Tags(_scene.Rotation(TimeSpan.FromDays(1)), isShown ? _rivals[0].KeyId : Guid.NewGuid()));
        Assert.False(IsRefused);
    }

    [Fact]
    public void A_value_that_begins_otherwise_confirms_nobody()
    {
        var rotation = _scene.Rotation(TimeSpan.FromDays(1));
        _rivals.Add(Rivals(rotation) with { Fingerprint = "xyz" });
        _scene.Published(_scene.Issued(TimeSpan.FromDays(2)), TimeSpan.FromDays(2));
        _scene.Put(TimeSpan.FromDays(1), Tags(rotation, _rivals[0].KeyId));
        Assert.False(IsRefused);
    }

    [Fact]
    public void One_whose_credentials_are_all_gone_is_known_by_its_versions_as_long_as_no_other_is()
    {
        var gone = _scene.Issued(TimeSpan.FromDays(2));
        _scene.Published(gone, TimeSpan.FromDays(2));
        _scene.Credentials.Clear();
        Assert.False(IsRefused);
        _scene.Put(TimeSpan.FromDays(1), Tags(_scene.Rotation(TimeSpan.FromDays(1)), Guid.NewGuid()));
        Assert.True(IsRefused);
    }

    [Fact]
    public void One_whose_tags_were_taken_away_is_known_by_how_its_value_begins_as_long_as_no_other_is()
    {
        _scene.Put(TimeSpan.FromDays(1), tags: null);
        Assert.True(IsRefused);
        var issued = _scene.Issued(TimeSpan.FromDays(1));
        _scene.Credentials[^1] = issued with { Fingerprint = "a v" };
        Assert.False(IsRefused);
        _rivals.Add(Rivals(_scene.Rotation(TimeSpan.Zero)) with { Fingerprint = "a v" });
        Assert.True(IsRefused);
    }

    [Fact]
    public void A_first_rotation_that_is_stored_holds_the_name_before_it_is_published()
    {
        _scene.Stored(_scene.Issued(TimeSpan.FromMinutes(3)), TimeSpan.FromMinutes(3));
        Assert.False(IsRefused);
    }

    [Fact]
    public void A_name_with_pending_behind_it_is_the_others_if_its_values_are_there()
    {
        _secret = "payments-secret-pending";
        _scene.Serving(TimeSpan.FromDays(2));
        Assert.False(IsRefused);
        var rotation = _scene.Rotation(TimeSpan.FromDays(1));
        _rivals.Add(Rivals(rotation));
        _scene.Stored(new Credential(_rivals[0].KeyId, _rivals[0].DisplayName, Scene.Now, Scene.Now, null), TimeSpan.FromDays(1), tags => tags with { AppId = RivalId, Stage = VersionStage.Published });
        Assert.True(IsRefused);
    }

    private Credential Rivals(RotationId rotation) =>
        new(Guid.NewGuid(), CredentialMark.For("contoso-prod", _secret, rotation).ToString(), Scene.Now - TimeSpan.FromDays(1), Scene.Now + TimeSpan.FromDays(90), fingerprint: null);

    private static VersionTags Tags(RotationId rotation, Guid keyId) => new(rotation, RivalId, VersionStage.Published) { KeyId = keyId };
}
