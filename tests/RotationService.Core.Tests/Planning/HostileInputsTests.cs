using FsCheck;
using FsCheck.Fluent;
using RotationService.Core.Credentials;

namespace RotationService.Core.Tests.Planning;

/// <summary>What others can write, at random: whatever it is, the planner decides, comes to rest, and does nothing that Entra does not authorise.</summary>
public sealed class HostileInputsTests
{
    private const int Inputs = 10_000;

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(Inputs).WithStartSize(1).WithEndSize(1);

    [Fact]
    [Trait("Category", "Slow")]
    public void Whatever_the_planner_is_shown_it_comes_to_rest_and_does_nothing_that_Entra_does_not_authorise()
    {
        var decided = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => new HostileScene(seed, decided).ComeToRest()).Check(Many);

        // What is never decided is not judged.
        string[] all =
        [
            "TryLogIn", "ReadVersion", "LookUpHolder", "MakePreflight", "Issue", "Promote", "CopyToVault", "Heal", "Tidy",
            "TagsChanged", "RemoveOrphan", "Surplus", "Superseded", "Expired", "Forced", "adopted",
        ];
        Assert.True(all.All(what => decided.ContainsKey(what)), string.Join(", ", decided.Select(entry => $"{entry.Key}: {entry.Value}")));
    }

    [Fact]
    public void Whatever_tags_say_reading_them_never_fails_and_what_is_read_is_bounded() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var read = VersionTags.TryRead(HostileText.Tags(new Random(seed)));
            Assert.True(read?.Grace is not { } grace || (grace >= TimeSpan.Zero && grace <= TimeSpan.FromDays(730)));
            Assert.True(read is null || Enum.IsDefined(read.Stage));
            Assert.True(read is null || read.ToDictionary().Values.All(value => value.Length <= 256));
            Assert.True(read is null || VersionTags.TryRead(read.ToDictionary()) is not null);
        }).Check(Many);

    [Fact]
    public void Whatever_a_credential_is_called_reading_its_mark_never_fails_and_a_mark_reads_back() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var name = HostileText.DisplayName(new Random(seed));
            var mark = CredentialMark.TryParse(name);
            Assert.True(mark is null || CredentialMark.TryParse(mark.ToString()) == mark);
            Assert.Equal(name, new Credential(Guid.Empty, name, default, default, fingerprint: null).DisplayName);
            _ = mark?.RotationId.MadeAt;
        }).Check(Many);
}
