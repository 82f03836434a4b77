using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace RotationService.Core.Display;

/// <summary>Commands that people copy into a shell: what is filled in stays one word there, whatever it is.</summary>
public static class ShellCommand
{
    /// <summary>
    /// A command line. Each value that is filled in becomes one word, quoted if it must be, so quotes belong around none of them.
    /// </summary>
    public static string Of(Line line) => line.ToString();

    /// <summary>One word as a POSIX shell reads it; wherever that is possible PowerShell reads it the same way.</summary>
    public static string Quoted(string word)
    {
        if (word.EnumerateRunes().Any(VisibleText.IsHidden))
        {
            return Written(word);
        }

        return word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain) && word[0] is not ('@' or '=' or '%' or ':') ? word
            : !word.Contains('\'', StringComparison.Ordinal) ? $"'{word}'"
            : word.AsSpan().IndexOfAny("\"$`\\!") < 0 ? $"\"{word}\""
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static SearchValues<char> Plain { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:./@%");

    // $'…' (POSIX since 2024, and bash and zsh before that) takes escapes, so that the word is what it was and its line still shows all.
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
                // By bytes: what \u means depends on the shell's locale.
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

    /// <summary>A command line as the compiler puts it together.</summary>
    [InterpolatedStringHandler]
    public readonly struct Line
    {
        private readonly StringBuilder _text;

        /// <summary>Begins one.</summary>
        /// <param name="literalLength">How long what is written in the code is.</param>
        /// <param name="formattedCount">How many values are filled in.</param>
        public Line(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

        /// <summary>What is written in the code stays as it is.</summary>
        public void AppendLiteral(string value) => _text.Append(value);

        /// <summary>What is filled in becomes one word.</summary>
        public void AppendFormatted(string value) => _text.Append(Quoted(value));

        /// <summary>What is filled in becomes one word.</summary>
        public void AppendFormatted<T>(T value)
            where T : IFormattable => _text.Append(Quoted(value.ToString(null, CultureInfo.InvariantCulture)));

        /// <inheritdoc/>
        public override string ToString() => _text.ToString();
    }
}
