using System.Net;
using System.Text;
using System.Text.Json;
using RotationService.TestKit.Leaks;

namespace RotationService.Simulation.Leaks;

public sealed class SecretHuntTests
{
    /// <summary>Made up, with everything in it that some encoding changes.</summary>
    private const string Secret = "a7/8Q~+<b&=\"c-d_e.f é 0123456789ABCDEFGH";

    private static readonly SecretHunt Hunt = new([Secret, "Zk98Q~another-made-up-value-of-40-chars.", "pending"]);

    public static TheoryData<string, string> Texts => new()
    {
        { "raw", Secret },
        { "its beginning", Secret[..8] },
        { "URL-escaped", Uri.EscapeDataString(Secret) },
        { "URL-escaped in lower case", Uri.EscapeDataString(Secret).ToLowerInvariant().Replace("%7e", "~", StringComparison.Ordinal).Replace("8q", "8Q", StringComparison.Ordinal).Replace("~", "%7e", StringComparison.Ordinal) },
        { "URL-escaped throughout", string.Concat(Encoding.UTF8.GetBytes(Secret).Select(b => $"%{b:X2}")) },
        { "form-escaped", WebUtility.UrlEncode(Secret) },
        { "JSON-escaped", JsonSerializer.Serialize(Secret) },
        { "JSON-escaped throughout", string.Concat(Secret.Select(c => $"\\u{(int)c:x4}")) },
        { "HTML-escaped", WebUtility.HtmlEncode(Secret) },
        { "hexadecimal", Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)) },
        { "hexadecimal in lower case", Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)) },
        { "hexadecimal with hyphens", BitConverter.ToString(Encoding.UTF8.GetBytes(Secret)) },
        { "hexadecimal of UTF-16", Convert.ToHexStringLower(Encoding.Unicode.GetBytes(Secret)) },
        { "base64", Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)) },
        { "base64 of UTF-16", Convert.ToBase64String(Encoding.Unicode.GetBytes(Secret)) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_secret_is_found_in_a_text_and_in_a_file_whatever_its_encoding(string encoding, string written)
    {
        Assert.True(Hunt.Find($"2026-01-01 INF sent {written} to the vault") is { Position: 20 } or { Position: 21 }, encoding);
        Assert.NotNull(Hunt.Find(Encoding.UTF8.GetBytes($"sent {written} to the vault")));
    }

    [Theory]
    [InlineData("Basic YTp", 0)]
    [InlineData("an odd offset", 1)]
    [InlineData("another", 2)]
    public void A_secret_is_found_inside_longer_base64_at_each_offset_padded_or_not(string note, int offset)
    {
        var bytes = Encoding.UTF8.GetBytes(new string('x', 30 + offset) + Secret[..8] + "tail");
        var text = Convert.ToBase64String(bytes);
        Assert.True(Hunt.Find(text) is not null, note);
        Assert.NotNull(Hunt.Find(text.TrimEnd('=').Replace('+', '-').Replace('/', '_')));
        Assert.NotNull(Hunt.Find(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void A_secret_is_found_in_files_of_each_encoding_of_characters()
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            Assert.NotNull(Hunt.Find(encoding.GetBytes($"before {Secret} behind")));
        }
    }

    [Fact]
    public void A_secret_is_found_at_the_border_of_blocks()
    {
        foreach (var before in (int[])[64 * 1024 - 40, 64 * 1024 - 5, 64 * 1024, 128 * 1024 - 1])
        {
            var leak = Hunt.Find([.. Enumerable.Repeat((byte)'.', before), .. Encoding.UTF8.GetBytes(Secret)]);
            Assert.Equal(before, leak!.Position);
        }
    }

    [Fact]
    public void What_is_told_of_a_leak_holds_nothing_of_the_secret()
    {
        var leak = Hunt.Find($"the value is {Secret}")!;
        Assert.Equal("as it is at 13, behind: …the value is ", leak.ToString());
    }

    [Fact]
    public void What_is_no_secret_is_not_found()
    {
        Assert.Equal(2, Hunt.Secrets);
        Assert.Null(Hunt.Find($"pending hint=a7/ sha256=5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef {Secret[..7]} {Secret[1..]}"));
        Assert.Null(Hunt.Find(""));
        Assert.Null(Hunt.Find(ReadOnlySpan<byte>.Empty));
    }

    [Fact]
    public void A_hunt_for_nothing_finds_nothing() => Assert.Null(new SecretHunt([]).Find("text"));
}
