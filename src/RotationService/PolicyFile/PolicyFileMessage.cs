namespace RotationService.PolicyFile;

/// <summary>A message about a place in a policy file.</summary>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column, counted from 1.</param>
/// <param name="Text">What is wrong, and what to write instead.</param>
/// <param name="IsWarning">Whether the file can be used all the same. Default false.</param>
internal sealed record PolicyFileMessage(int Line, int Column, string Text, bool IsWarning = false)
{
    /// <summary>The message in the usual format: <c>file:line:column: message</c>.</summary>
    public string Format(string file) => $"{file}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Text}";
}
