namespace RotationService.PolicyFile;

/// <summary>Something to say of a policy file, and where.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Text">What is wrong and what to write instead.</param>
/// <param name="IsWarning">Whether the file is taken all the same.</param>
internal sealed record PolicyFileMessage(int Line, int Column, string Text, bool IsWarning = false)
{
    /// <summary>The usual form: <c>file:line:column: message</c>.</summary>
    public string Format(string file) => $"{file}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Text}";
}
