namespace RotationService.PolicyFile;

/// <summary>A node of a YAML document and its position, with line and column counted from 1.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>
    /// Whether the node was read to its end. False if the document ended, or stopped being valid YAML, within it.
    /// Default true.
    /// </summary>
    public bool IsComplete { get; set; } = true;

    /// <summary>The kind of the node, for error messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value: text, a number, a boolean or null.</summary>
internal sealed record YamlScalar(int Line, int Column, string Value, bool IsPlain) : YamlNode(Line, Column)
{
    /// <summary>Whether the value is YAML's null: empty, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Kind => IsNull ? "an empty value" : "a single value";
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(int Line, int Column) : YamlNode(Line, Column)
{
    /// <summary>The items of the list.</summary>
    public List<YamlNode> Items { get; } = [];

    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>A map of keys and values, in the order of the file, including duplicate keys.</summary>
internal sealed record YamlMapping(int Line, int Column) : YamlNode(Line, Column)
{
    /// <summary>The entries of the map.</summary>
    public List<YamlEntry> Entries { get; } = [];

    /// <inheritdoc/>
    public override string Kind => "a map of keys";
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlNode Key, YamlNode Value);
