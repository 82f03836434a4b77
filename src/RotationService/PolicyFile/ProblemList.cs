namespace RotationService.PolicyFile;

/// <summary>What is wrong with a policy file, gathered as it is read.</summary>
internal sealed class ProblemList
{
    /// <summary>After so many the file is not read further: nobody reads more, and a hostile file may make any number.</summary>
    private const int MaxTold = 1000;

    private const int MaxTries = 20_000;

    /// <summary>A message may quote what the file says, and the file may say anything at any length.</summary>
    private const int MaxText = 600;

    private readonly HashSet<PolicyFileMessage> _messages = [];
    private int _tries;

    /// <summary>Whether there is no point in going on.</summary>
    public bool IsFull => _tries > MaxTries || _messages.Count >= MaxTold;

    /// <summary>How many there are so far.</summary>
    public int Count => _messages.Count;

    /// <summary>Whether anything makes the file unusable.</summary>
    public bool HasErrors => _messages.Any(message => !message.IsWarning);

    /// <summary>Adds an error at a node.</summary>
    public void Say(YamlNode at, string text) => Say(at.Line, at.Column, text + LookAlikes.Note(at));

    /// <summary>Adds an error at a place.</summary>
    public void Say(int line, int column, string text) => Add(new PolicyFileMessage(line, column, text.Length > MaxText ? text[..MaxText] + "…" : text));

    /// <summary>Adds a message; the same one at the same place is told once.</summary>
    public void Add(PolicyFileMessage message)
    {
        _tries++;
        if (!IsFull)
        {
            _messages.Add(message);
        }
    }

    /// <summary>All, in the file's order.</summary>
    public IReadOnlyList<PolicyFileMessage> InOrder()
    {
        List<PolicyFileMessage> messages = [.. _messages.OrderBy(message => message.Line).ThenBy(message => message.Column)];
        if (IsFull)
        {
            messages.Add(new PolicyFileMessage(messages[^1].Line, messages[^1].Column, "there are more; mend these first"));
        }

        return messages;
    }
}
