namespace RotationService.PolicyFile;

/// <summary>The errors and warnings of a policy file, collected while it is read.</summary>
internal sealed class ProblemList
{
    /// <summary>
    /// The most messages. After that the file is not read further: nobody reads more, and a malicious file may cause
    /// any number.
    /// </summary>
    private const int MaxTold = 1000;

    private const int MaxTries = 20_000;

    /// <summary>
    /// The most characters of a message, because a message may quote text of any length from the file.
    /// </summary>
    private const int MaxText = 600;

    private readonly HashSet<PolicyFileMessage> _messages = [];
    private int _tries;

    /// <summary>Whether the limit is reached and reading should stop.</summary>
    public bool IsFull => _tries > MaxTries || _messages.Count >= MaxTold;

    /// <summary>The number of messages.</summary>
    public int Count => _messages.Count;

    /// <summary>Whether any message makes the file unusable.</summary>
    public bool HasErrors => _messages.Any(message => !message.IsWarning);

    /// <summary>Adds an error at a node.</summary>
    public void Say(YamlNode at, string text) => Say(at.Line, at.Column, text + LookAlikes.Note(at));

    /// <summary>Adds an error at a line and column.</summary>
    public void Say(int line, int column, string text) =>
        Add(new PolicyFileMessage(line, column, text.Length > MaxText ? text[..MaxText] + "…" : text));

    /// <summary>Adds a message. An equal message at the same place is added once.</summary>
    public void Add(PolicyFileMessage message)
    {
        _tries++;
        if (!IsFull)
        {
            _messages.Add(message);
        }
    }

    /// <summary>All messages, in the order of the file.</summary>
    public IReadOnlyList<PolicyFileMessage> InOrder()
    {
        List<PolicyFileMessage> messages =
            [.. _messages.OrderBy(message => message.Line).ThenBy(message => message.Column)];
        if (IsFull)
        {
            messages.Add(new PolicyFileMessage(
                messages[^1].Line,
                messages[^1].Column,
                "there are more errors; fix these first"));
        }

        return messages;
    }
}
