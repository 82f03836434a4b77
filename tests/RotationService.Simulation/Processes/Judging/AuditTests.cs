using System.Security.Cryptography;
using System.Text;

namespace RotationService.Simulation.Processes.Judging;

public sealed class AuditTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rotation-service-tests-").FullName;
    private readonly List<byte> _file = [];
    private int _sequence;
    private string _previous = new('0', 64);

    private string Path => System.IO.Path.Combine(_folder, "audit.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_chain_is_whole_until_a_byte_is_changed_a_record_left_out_or_a_tail_torn()
    {
        Intent("1", "Issue", "rotation-a");
        var first = _file.Count;
        Outcome("1");
        Intent("2", "Promote", "rotation-a");
        Assert.Null(Problem([.. _file]));
        Assert.NotNull(Problem([.. _file[..(first - 5)], (byte)'X', .. _file[(first - 4)..]]));
        Assert.NotNull(Problem([.. _file[first..]]));
        Assert.NotNull(Problem([.. _file[..^5]]));
    }

    [Fact]
    public void A_torn_line_is_fine_once_it_is_sealed_and_only_then()
    {
        Intent("1", "Issue", "rotation-a");
        var half = "{\"seq\":2,\"at\":"u8.ToArray();
        _file.AddRange([.. half, (byte)'\n']);
        var torn = _file.Count;
        Intent("2", "Issue", "rotation-b");
        Assert.NotNull(Problem([.. _file]));
        _file.RemoveRange(torn, _file.Count - torn);
        (_sequence, _previous) = (1, LastHash(_file[..(torn - half.Length - 1)]));
        Add($"\"kind\":\"Recovered\",\"tornBytes\":{half.Length},\"tornHash\":\"{Convert.ToHexStringLower(SHA256.HashData(half))}\"");
        Assert.Null(Problem([.. _file]));
    }

    [Fact]
    public void Each_intent_gets_exactly_one_outcome_over_all_files()
    {
        Intent("1", "Issue", "rotation-a");
        Intent("2", "Promote", "rotation-a");
        Outcome("1");
        Assert.Single(Trail().Unbalanced());
        Outcome("2");
        Assert.Empty(Trail().Unbalanced());
        Outcome("2");
        Assert.Single(Trail().Unbalanced());
        Outcome("3");
        Assert.Equal(2, Trail().Unbalanced().Count());
    }

    [Fact]
    public void Whatever_was_changed_must_have_been_announced_and_is_asked_for_once()
    {
        var truth = new TruthBuilder().Rotated("a", 0, removed: 5).Build(6);
        var accounting = new Accounting(Trail());
        Assert.Equal(4, accounting.Check(truth, [TruthBuilder.Subject()]).Count);
        Assert.Empty(accounting.Check(truth, [TruthBuilder.Subject()]));

        Intent("1", "Issue", "rotation-a");
        Assert.Equal(2, new Accounting(Trail()).Check(truth, [TruthBuilder.Subject()]).Count);
        Intent("2", "Promote", "rotation-a", $",\"keyId\":\"{TruthBuilder.KeyId("a")}\",\"vault\":\"https://{TruthBuilder.Vault}\"");
        Assert.Single(new Accounting(Trail()).Check(truth, [TruthBuilder.Subject()]));
        Intent("3", "Retire", "rotation-a", $",\"keyId\":\"{TruthBuilder.KeyId("a")}\"");
        Assert.Empty(new Accounting(Trail()).Check(truth, [TruthBuilder.Subject()]));
    }

    [Fact]
    public void A_removal_of_what_others_made_must_have_been_announced_by_its_own_intent()
    {
        var truth = new TruthBuilder().Credential("h", 0, removed: 5, byHand: true).Build(6);
        Assert.Single(new Accounting(Trail()).Check(truth, [TruthBuilder.Subject()]));
        Intent("1", "Retire", "rotation-a", $",\"keyId\":\"{TruthBuilder.KeyId("h")}\"");
        Assert.Empty(new Accounting(Trail()).Check(truth, [TruthBuilder.Subject()]));
    }

    private static string? Problem(byte[] content) => AuditFile.Problem(content);

    private static string LastHash(List<byte> content) => Encoding.UTF8.GetString([.. content])[^67..^3];

    private AuditTrail Trail()
    {
        File.WriteAllBytes(Path, [.. _file]);
        var trail = new AuditTrail([Path, System.IO.Path.Combine(_folder, "not-there-yet.jsonl")]);
        trail.ReadOn();
        return trail;
    }

    private void Intent(string intentId, string step, string rotationId, string more = "") =>
        Add($"\"kind\":\"Intent\",\"intentId\":\"{intentId}\",\"step\":\"{step}\",\"appId\":\"{Guid.Empty}\",\"rotationId\":\"{rotationId}\"{more}");

    private void Outcome(string intentId) => Add($"\"kind\":\"Outcome\",\"intentId\":\"{intentId}\"");

    private void Add(string fields)
    {
        var record = $"{{\"seq\":{++_sequence},{fields},\"prev\":\"{_previous}\"";
        _previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(record + "}")));
        _file.AddRange(Encoding.UTF8.GetBytes($"{record},\"hash\":\"{_previous}\"}}\n"));
    }
}
