using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace RotationService.Tests.Output;

/// <summary>Texts that whoever may name an application, or answers a request, would choose to deceive the reader of a terminal.</summary>
internal static class Hostile
{
    private const int Runs = 10_000;

    private static readonly string[] Pieces =
    [
        "\u001b[31m", "\u001b[2J\u001b[H", "\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007", "\u001b]0;title\u001b\\",
        "\u009b1A", "\u009d0;x\u009c",
        "\u202e", "\u2066", "\u2069", "\u200f", "\u200b", "\ufeff", "\u00ad", "\U000e0041", "\ue000",
        "\n", "\r", "\r\n", "\t", "\b", "\0", "\u007f", "\u0085",
        "\u2028", "\u2029", "\ud800", "\udc00", "payments-api", "Ümlaut", "日本", "\U0001f600",
        "[red]x[/]", "[", "]", "'", "\"", "\\", "$(id)", "`id`", "${HOME}", "%PATH%", "!",
        "; exit 3", " # ", ": ", "- ", "{", "}", "&", "|", "<", ">", "*", "?", "~", "=", "--yes", "true", "…",
    ];

    private static Gen<string> Piece { get; } = Gen.Frequency(
        (4, Gen.Elements(Pieces)),
        (1, Gen.Choose(0, char.MaxValue).Select(code => ((char)code).ToString())),
        (1, Gen.Choose(0x10000, 0x10ffff).Select(code => new StringBuilder().Append(new Rune(code)).ToString())));

    /// <summary>Texts put together from such pieces, single characters of any kind, and now and then a very long one.</summary>
    public static Gen<string> Texts { get; } = Gen.Frequency(
        (20, Piece.ListOf().Select(pieces => string.Concat(pieces))),
        (1, Piece.Select(piece => string.Concat(Enumerable.Repeat(piece, 5000 / piece.Length)))));

    /// <summary>Tries a property on ten thousand of them.</summary>
    public static void Holds(Func<string, bool> property) =>
        Prop.ForAll(Texts.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    /// <summary>Ten thousand of them, a hundred at a time, for what is printed many at once.</summary>
    public static IEnumerable<IReadOnlyList<string>> Batches() =>
        Enumerable.Range(0, Runs / 100).Select(batch => (IReadOnlyList<string>)[.. Texts.Sample(100, new Rnd((ulong)batch + 1), 100)]);

    /// <summary>
    /// Whether a text holds what a terminal obeys or does not show: control, format, line, private and unassigned characters, or
    /// half a surrogate pair.
    /// </summary>
    public static bool IsRaw(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(text, index);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate)
            {
                return true;
            }

            index += char.IsSurrogatePair(text, index) ? 1 : 0;
        }

        return false;
    }

    /// <summary>The lines of what was printed, of which there must be as many as of something harmless.</summary>
    public static string[] Lines(string printed) => printed.Split(Environment.NewLine);

    /// <summary>Whether it is so many lines, none of which is raw.</summary>
    public static bool IsHarmless(string printed, int lines) => Lines(printed) is var found && found.Length == lines && !found.Any(IsRaw);
}
