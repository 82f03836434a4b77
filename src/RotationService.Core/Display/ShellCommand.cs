using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace RotationService.Core.Display;

/// <summary>
/// Commands that people copy into a shell. Each value that is inserted stays one word there, whatever it contains.
/// </summary>
public static class ShellCommand
{
    /// <summary>
    /// Returns a command line. Each inserted value becomes one word and is quoted if necessary. Do not put quotes
    /// around inserted values.
    /// </summary>
    public static string Of(Line line) => line.ToString();

    /// <summary>
    /// Quotes one word for a POSIX shell. Where it is possible, PowerShell reads the word in the same way.
    /// </summary>
    public static string Quoted(string word)
    {
        if (word.EnumerateRunes().Any(VisibleText.IsHidden))
        {
            return Written(word);
        }

        return word.Length > 0
            && !word.AsSpan().ContainsAnyExcept(Plain)
            && word[0] is not ('@' or '=' or '%' or ':') ? word
            : !word.Contains('\'', StringComparison.Ordinal) ? $"'{word}'"
            : word.AsSpan().IndexOfAny("\"$`\\!") < 0 ? $"\"{word}\""
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static SearchValues<char> Plain { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:./@%");

    // $'…' (POSIX since 2024, bash and zsh before that) takes escapes. The word keeps its value, and the line shows
    // every character of it.
    private static string Written(string word)
    {
        var text = new StringBuilder("$'");
        foreach (var rune in word.EnumerateRunes())
        {
            if (rune.Value is '\'' or '\\')
            {
                text.Append('\\').Append((char)rune.Value);
            }
            else if (VisibleText.IsHidden(rune))
            {
                // The escape names bytes, because the meaning of \u depends on the locale of the shell.
                foreach (var part in Encoding.UTF8.GetBytes(rune.ToString()))
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\{Convert.ToString(part, 8).PadLeft(3, '0')}");
                }
            }
            else
            {
                text.Append(rune.ToString());
            }
        }

        return text.Append('\'').ToString();
    }

    /// <summary>A command line, as the compiler assembles it from an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly struct Line
    {
        private readonly StringBuilder _text;

        /// <summary>Starts a command line.</summary>
        /// <param name="literalLength">The length of the literal parts, in characters.</param>
        /// <param name="formattedCount">The number of inserted values.</param>
        public Line(int literalLength, int formattedCount) =>
            _text = new StringBuilder(literalLength + (formattedCount * 16));

        /// <summary>Appends a literal part unchanged.</summary>
        public void AppendLiteral(string value) => _text.Append(value);

        /// <summary>Appends an inserted value as one word.</summary>
        public void AppendFormatted(string value) => _text.Append(Quoted(value));

        /// <summary>Appends an inserted value as one word.</summary>
        public void AppendFormatted<T>(T value)
            where T : IFormattable => _text.Append(Quoted(value.ToString(null, CultureInfo.InvariantCulture)));

        /// <inheritdoc/>
        public override string ToString() => _text.ToString();
    }
}
