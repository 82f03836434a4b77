using FsCheck;
using FsCheck.Fluent;
using RotationService.Core.Credentials;

namespace RotationService.Core.Tests.Credentials;

public sealed class MarkAndTagsTests
{
    private static readonly Arbitrary<Guid> Guids = ArbMap.Default.ArbFor<Guid>();

    [Fact]
    public void A_mark_reads_back_as_it_was_written_and_fits_87_characters()
    {
        Prop.ForAll(Guids, rotation =>
        {
            var mark = CredentialMark.For(new string('v', 24), "Payments-Secret", new RotationId(rotation));
            return mark.ToString().Length <= 87 && CredentialMark.TryParse(mark.ToString()) == mark;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("by hand")]
    [InlineData("rotation-service/")]
    [InlineData("rotation-service/vault/12345678/not-a-guid")]
    [InlineData("rotation-service/vault/123/019cad8f-ac00-7003-8000-000000000000")]
    [InlineData("rotation-service/vault/1234567g/019cad8f-ac00-7003-8000-000000000000")]
    [InlineData("rotation-service/vault/1234567A/019cad8f-ac00-7003-8000-000000000000")]
    [InlineData("rotation-service/vault/ 1234567/019cad8f-ac00-7003-8000-000000000000")]
    [InlineData("Rotation-Service/vault/12345678/019cad8f-ac00-7003-8000-000000000000")]
    public void What_only_looks_like_a_mark_is_none(string? displayName) => Assert.Null(CredentialMark.TryParse(displayName));

    [Theory]
    [InlineData(null, false)]
    [InlineData("by hand", false)]
    [InlineData("rotation-service/vault/12345678/019cad8f-ac00-7003-8000-00000000000a", true)]
    [InlineData("rotation-service/vault/12345678/019CAD8F-AC00-7003-8000-00000000000A", true)]
    [InlineData("rotation-service/a-vault-whose-name-is-longer-than-any-that-there-may-be-and-still-longer/12345678/019cad8f-ac00-7003-8000-00000000000a", true)]
    public void A_credential_is_called_what_it_was_called_whether_or_not_that_is_a_mark(string? displayName, bool isMark)
    {
        var credential = new Credential(Guid.Empty, displayName, default, default, fingerprint: null);
        Assert.Equal((displayName, isMark), (credential.DisplayName, credential.Mark is not null));
        Assert.Equal(displayName, (new Credential(Guid.Empty, "rotation-service/vault/12345678/019cad8f-ac00-7003-8000-00000000000b", default, default, fingerprint: null) with { DisplayName = displayName }).DisplayName);
        Assert.Equal(credential, credential with { DisplayName = displayName is null ? null : new string(displayName) });
        Assert.NotEqual(credential, credential with { DisplayName = $"{displayName}." });
    }

    [Fact]
    public void A_text_that_comes_again_is_the_same_object_and_one_that_takes_its_place_is_not_taken_for_it()
    {
        Assert.Same(RecurringText.Of("contoso-prod"), RecurringText.Of("contoso-prod".ToCharArray()));
        Assert.All(Enumerable.Range(0, 5000), number => Assert.Equal($"{number}", RecurringText.Of($"{number}")));
    }

    [Fact]
    public void So_with_texts_that_come_again_together_and_in_the_same_order()
    {
        IReadOnlyList<string> kept = RecurringText.Of(["a", "b"]);
        Assert.Same(kept, RecurringText.Of(["a", "b"]));
        Assert.Equal(["b", "a"], RecurringText.Of(["b", "a"]));
        Assert.All(Enumerable.Range(0, 5000), number => Assert.Equal([$"{number}", "a"], RecurringText.Of([$"{number}", "a"])));
    }

    [Fact]
    public void A_mark_compares_secret_names_as_the_vault_does_without_regard_to_case_and_has_all_eight_digits()
    {
        Assert.Equal(CredentialMark.HashOf("Payments-Secret"), CredentialMark.HashOf("payments-secret"));
        Assert.Equal("rotation-service/vault/04f6c714/00000000-0000-0000-0000-000000000000", CredentialMark.For("Vault", "Secret-9", default).ToString());
    }

    [Fact]
    public void Tags_read_back_as_they_were_written()
    {
        Prop.ForAll(Guids, Guids, ArbMap.Default.ArbFor<PositiveInt>(), (rotation, key, hours) =>
        {
            var tags = new VersionTags(new RotationId(rotation), key, VersionStage.Published)
            {
                Policy = "payments",
                KeyId = key,
                Grace = TimeSpan.FromHours(hours.Get),
                Vaults = ["we", "ne"],
                Supersedes = [VersionTags.Abbreviate(rotation)],
                Because = "Forced",
                ClosedAt = DateTimeOffset.UnixEpoch + TimeSpan.FromHours(hours.Get),
                Retiring = VersionTags.Abbreviate(key),
            };
            var read = VersionTags.TryRead(tags.ToDictionary())!;
            return read with { Vaults = tags.Vaults, Supersedes = tags.Supersedes } == tags
                && read.Vaults.SequenceEqual(tags.Vaults)
                && read.Supersedes.SequenceEqual(tags.Supersedes)
                && tags.ToDictionary().Count <= 15;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_does_not_fit_a_tag_is_left_out_whole()
    {
        var many = Enumerable.Range(0, 100).Select(number => VersionTags.Abbreviate(new Guid(number, 0, 0, new byte[8]))).ToArray();
        var written = (new VersionTags(default, Guid.Empty, VersionStage.Intent) { Supersedes = many }).ToDictionary()["supersedes"];
        Assert.InRange(written.Length, 240, 256);
        Assert.All(written.Split(' '), word => Assert.Contains(word, many));
    }

    [Fact]
    public void A_rotation_says_when_it_was_made()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_772_438_400_123);
        Assert.Equal(at, new RotationId(Guid.CreateVersion7(at)).MadeAt);
        Assert.Equal(DateTimeOffset.MaxValue.Year, new RotationId(Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff")).MadeAt.Year);
    }

    [Fact]
    public void Tags_of_others_are_not_ours()
    {
        Assert.Null(VersionTags.TryRead(new Dictionary<string, string>()));
        Assert.Null(VersionTags.TryRead(new Dictionary<string, string> { ["managed-by"] = "terraform" }));
        Assert.Null(VersionTags.TryRead(new Dictionary<string, string> { ["managed-by"] = "rotation-service", ["rotation-id"] = "x" }));
    }

    [Theory]
    [InlineData("Published", VersionStage.Published)]
    [InlineData("published", null)]
    [InlineData(" Published", null)]
    [InlineData("5", null)]
    [InlineData("9", null)]
    [InlineData("-1", null)]
    [InlineData("Pending,Closed", null)]
    [InlineData("Intent, Refused", null)]
    [InlineData("", null)]
    public void A_stage_is_read_only_by_its_name(string stage, VersionStage? read) =>
        Assert.Equal(read, VersionTags.TryRead(Written("stage", stage))?.Stage);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("63072000", 63072000)]
    [InlineData("63072001", null)]
    [InlineData("9999999999999999", null)]
    [InlineData("99999999999999999999999", null)]
    [InlineData("-1", null)]
    [InlineData("3 days", null)]
    [InlineData("1e3", null)]
    [InlineData("", null)]
    public void A_grace_period_that_is_no_number_of_seconds_up_to_two_years_counts_as_absent_and_the_tags_as_damaged(string grace, int? seconds)
    {
        var read = VersionTags.TryRead(Written("grace", grace))!;
        Assert.Equal((seconds is { } most ? TimeSpan.FromSeconds(most) : null, seconds is null), (read.Grace, read.IsDamaged));
    }

    [Theory]
    [InlineData("key-id", "not a guid")]
    [InlineData("closed-at", "2026-02-30T08:00:00Z")]
    [InlineData("closed-at", "yesterday")]
    public void So_with_ids_and_dates(string name, string text)
    {
        var read = VersionTags.TryRead(Written(name, text))!;
        Assert.Equal((null, null, true), (read.KeyId, read.ClosedAt, read.IsDamaged));
    }

    private static Dictionary<string, string> Written(string name, string value) =>
        new((new VersionTags(default, Guid.Empty, VersionStage.Intent)).ToDictionary()) { [name] = value };

    [Fact]
    public void A_secret_text_cannot_be_printed_or_serialised()
    {
        var secret = new SecretText("s3cr3t~value");
        Assert.DoesNotContain("s3cr3t", $"{secret} {new { secret }}", StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => System.Text.Json.JsonSerializer.Serialize(secret));
        Assert.Empty(typeof(SecretText).GetProperties());
        Assert.Equal(new SecretText("s3cr3t~value"), secret);
        Assert.NotEqual(new SecretText("another"), secret);
    }
}
