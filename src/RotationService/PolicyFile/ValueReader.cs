using System.Globalization;
using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>
/// Reads single values. Each method returns null, after adding an error, if the value is not of the right kind.
/// </summary>
internal sealed class ValueReader(ProblemList problems)
{
    /// <summary>Reads text that is not empty.</summary>
    public string? Text(YamlNode node, string key)
    {
        switch (node)
        {
            case { IsComplete: false }:
                return null;
            case YamlScalar { IsNull: true }:
                problems.Say(node, $"`{key}` has no value; write one or remove the key");
                return null;
            case YamlScalar scalar when string.IsNullOrWhiteSpace(scalar.Value):
                problems.Say(node, $"`{key}` is empty; write a value");
                return null;
            case YamlScalar scalar:
                return scalar.Value.Trim();
            default:
                problems.Say(
                    node,
                    $"`{key}` must be a single value, not {node.Kind}; if it is text, put quotes around it");
                return null;
        }
    }

    /// <summary>Reads a duration.</summary>
    public TimeSpan? Duration(YamlNode node, string key)
    {
        if (Text(node, key) is not { } text)
        {
            return null;
        }

        if (DurationText.TryParse(text, out var duration, out var problem))
        {
            return duration;
        }

        problems.Say(node, $"{key}: {problem}");
        return null;
    }

    /// <summary>Reads true or false.</summary>
    public bool? Boolean(YamlNode node, string key)
    {
        var text = Text(node, key);
        switch (text)
        {
            case null:
                return null;
            case "true" or "True" or "TRUE":
                return true;
            case "false" or "False" or "FALSE":
                return false;
            default:
                problems.Say(
                    node,
                    $"`{key}` must be true or false, not \"{text}\"{(text.ToLowerInvariant() is "yes" or "on" or "y" ? "; write true" : text.ToLowerInvariant() is "no" or "off" or "n" ? "; write false" : "")}");
                return null;
        }
    }

    /// <summary>Reads a whole number.</summary>
    public int? Count(YamlNode node, string key)
    {
        if (Text(node, key) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
        {
            return count;
        }

        problems.Say(node, $"`{key}` must be a whole number, not \"{text}\"; write 3");
        return null;
    }

    /// <summary>Reads a GUID other than the empty one.</summary>
    public Guid? Identifier(YamlNode node, string key, string what)
    {
        if (Text(node, key) is not { } text)
        {
            return null;
        }

        if (Guid.TryParseExact(text, "D", out var identifier) && identifier != Guid.Empty)
        {
            return identifier;
        }

        problems.Say(node, $"`{key}` must be {what}, a GUID such as 00000000-0000-0000-0000-000000000001, not \"{text}\"");
        return null;
    }

    /// <summary>Reads a list of GUIDs. Returns those that can be read, and reports duplicates.</summary>
    public List<Guid> Identifiers(YamlNode node, string key, string what)
    {
        List<Guid> identifiers = [];
        foreach (var item in Items(node, key))
        {
            if (Identifier(item, key, what) is not { } identifier)
            {
                continue;
            }

            if (identifiers.Contains(identifier))
            {
                problems.Say(item, $"{identifier} is listed twice; remove one");
            }

            identifiers.Add(identifier);
        }

        return identifiers;
    }

    /// <summary>Reads the entries of a list. Empty, after adding an error, if the value is not a list.</summary>
    public List<YamlNode> Items(YamlNode node, string key)
    {
        if (node is YamlSequence sequence)
        {
            return sequence.Items;
        }

        if (node.IsComplete)
        {
            problems.Say(node, $"`{key}` must be a list; write `{key}: [ … ]`");
        }

        return [];
    }

    /// <summary>Reads the address of a key vault.</summary>
    public Uri? Vault(YamlNode node, string key)
    {
        if (Text(node, key) is not { } text)
        {
            return null;
        }

        if (VaultAddress.TryParse(text, out var address, out var problem))
        {
            return address;
        }

        problems.Say(node, problem);
        return null;
    }
}
