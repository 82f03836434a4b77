using System.Text;
using RotationService.Core.Display;

namespace RotationService.Output;

/// <summary>
/// Writes lines for people. Everything in a line is made visible, so that it stays one line.
/// </summary>
/// <remarks>
/// Every message about an application contains names and error texts of others. They are therefore made visible here,
/// in one place, and not where each message is composed. The text may contain no line breaks and no colors: write line
/// by line, and use <see cref="Terminal"/> for colors.
/// </remarks>
/// <param name="raw">Receives the visible text.</param>
/// <param name="columns">The width of the terminal, at which lines are broken at words. Null for no limit.</param>
internal sealed class VisibleWriter(TextWriter raw, Func<int?> columns) : TextWriter(raw.FormatProvider)
{
    /// <inheritdoc/>
    public override Encoding Encoding => raw.Encoding;

    /// <summary>The underlying writer. Text that is written to it is not changed.</summary>
    public TextWriter Raw => raw;

    /// <summary>
    /// The writer itself if it is a <see cref="VisibleWriter"/>, else a new one around it that breaks no lines.
    /// </summary>
    public static VisibleWriter Around(TextWriter writer) =>
        writer as VisibleWriter ?? new VisibleWriter(writer, () => null);

    /// <inheritdoc/>
    public override void Write(char value) => raw.Write(VisibleText.Of(value.ToString()));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) =>
        raw.Write(VisibleText.Of(new string(buffer, index, count)));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => raw.Write(VisibleText.Of(buffer.ToString()));

    /// <inheritdoc/>
    public override void Write(string? value) => raw.Write(VisibleText.Of(value ?? ""));

    /// <inheritdoc/>
    public override void WriteLine() => raw.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        foreach (var line in WordWrap.Broken(VisibleText.Of(value ?? ""), columns()))
        {
            raw.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(string? value) => raw.WriteAsync(VisibleText.Of(value ?? ""));

    /// <inheritdoc/>
    public override Task WriteLineAsync() => raw.WriteLineAsync();

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush() => raw.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync() => raw.FlushAsync();
}
