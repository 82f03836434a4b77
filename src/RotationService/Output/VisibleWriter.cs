using System.Text;
using RotationService.Core.Display;

namespace RotationService.Output;

/// <summary>
/// Where lines for people are written: whatever is in them is made visible, so that each stays the one line it was meant to be.
/// </summary>
/// <remarks>
/// Names and error texts of others come with everything that is said of an application, so it is done here, for all, and not where each
/// message is put together. What is written may hold no line break and no colour: lines are written one by one, colours by <see
/// cref="Terminal"/>.
/// </remarks>
/// <param name="raw">Where they go.</param>
internal sealed class VisibleWriter(TextWriter raw) : TextWriter(raw.FormatProvider)
{
    /// <inheritdoc/>
    public override Encoding Encoding => raw.Encoding;

    /// <summary>Where they go; what is written there is written as it is.</summary>
    public TextWriter Raw => raw;

    /// <summary>One around a writer that is none yet.</summary>
    public static VisibleWriter Around(TextWriter writer) => writer as VisibleWriter ?? new VisibleWriter(writer);

    /// <inheritdoc/>
    public override void Write(char value) => raw.Write(VisibleText.Of(value.ToString()));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => raw.Write(VisibleText.Of(new string(buffer, index, count)));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => raw.Write(VisibleText.Of(buffer.ToString()));

    /// <inheritdoc/>
    public override void Write(string? value) => raw.Write(VisibleText.Of(value ?? ""));

    /// <inheritdoc/>
    public override void WriteLine() => raw.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string? value) => raw.WriteLine(VisibleText.Of(value ?? ""));

    /// <inheritdoc/>
    public override Task WriteAsync(string? value) => raw.WriteAsync(VisibleText.Of(value ?? ""));

    /// <inheritdoc/>
    public override Task WriteLineAsync() => raw.WriteLineAsync();

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value) => raw.WriteLineAsync(VisibleText.Of(value ?? ""));

    /// <inheritdoc/>
    public override void Flush() => raw.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync() => raw.FlushAsync();
}
