using System.Globalization;
using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Reads single values; each answers null, having said why, if the value is not what it should be.</summary>
internal sealed class ValueReader(ProblemList problems)
{
    /// <summary>Text that is not empty.</summary>
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
                problems.Say(node, $"`{key}` takes a single value, not {node.Kind}; if text is meant, put quotes around it");
                return null;
        }
    }

    /// <summary>A duration.</summary>
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

    /// <summary>true or false.</summary>
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
                problems.Say(node, $"`{key}` is true or false, not \"{text}\"{(text.ToLowerInvariant() is "yes" or "on" or "y" ? "; write true" : text.ToLowerInvariant() is "no" or "off" or "n" ? "; write false" : "")}");
                return null;
        }
    }

    /// <summary>A whole number.</summary>
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

        problems.Say(node, $"`{key}` is a whole number, not \"{text}\"; write 3");
        return null;
    }

    /// <summary>A GUID.</summary>
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

        problems.Say(node, $"`{key}` is {what}, a GUID such as 00000000-0000-0000-0000-000000000001, not \"{text}\"");
        return null;
    }

    /// <summary>A list of GUIDs, none twice; those that could be read.</summary>
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

    /// <summary>The entries of a list.</summary>
    public List<YamlNode> Items(YamlNode node, string key)
    {
        if (node is YamlSequence sequence)
        {
            return sequence.Items;
        }

        if (node.IsComplete)
        {
            problems.Say(node, $"`{key}` is a list; write `{key}: [ … ]`");
        }

        return [];
    }

    /// <summary>A vault's address.</summary>
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
