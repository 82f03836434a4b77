namespace RotationService.PolicyFile;

/// <summary>A part of a YAML document and where it begins.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>False if the document broke off, or became unreadable, within it.</summary>
    public bool IsComplete { get; set; } = true;

    /// <summary>What it is, in the words of an error message.</summary>
    public abstract string Kind { get; }
}

/// <summary>Text, a number, a boolean, or nothing.</summary>
internal sealed record YamlScalar(int Line, int Column, string Value, bool IsPlain) : YamlNode(Line, Column)
{
    /// <summary>Whether it is YAML's null: nothing at all, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Kind => IsNull ? "nothing" : "a single value";
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(int Line, int Column) : YamlNode(Line, Column)
{
    /// <summary>Its members.</summary>
    public List<YamlNode> Items { get; } = [];

    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>Keys and values, in the order written, repeated keys included.</summary>
internal sealed record YamlMapping(int Line, int Column) : YamlNode(Line, Column)
{
    /// <summary>Its entries.</summary>
    public List<YamlEntry> Entries { get; } = [];

    /// <inheritdoc/>
    public override string Kind => "a map of keys";
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlNode Key, YamlNode Value);
