using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RotationService.PolicyFile;

/// <summary>Composes a tree from a YAML document.</summary>
/// <remarks>
/// An alias refers to the node that it names, not to a copy, so that nothing multiplies. An alias to an unfinished node
/// is a cycle and an error. If the text stops being valid YAML, the tree up to that point is returned and marked as
/// incomplete, so that the errors before that point are reported as well.
/// </remarks>
internal sealed class YamlComposer
{
    private const int MaxDepth = 32;

    private const int MaxNodes = 2_000_000;

    private readonly Parser _parser;
    private readonly ProblemList _problems;
    private readonly YamlSyntaxErrors _syntaxErrors;
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private int _nodes;
    private bool _broken;

    private YamlComposer(string text, ProblemList problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
        _syntaxErrors = new YamlSyntaxErrors(text, problems);
    }

    /// <summary>The tree of the document. Null if there is none.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="problems">Receives the errors.</param>
    public static YamlNode? Compose(string text, ProblemList problems) => new YamlComposer(text, problems).Document();

    private YamlNode? Document()
    {
        if (!Next() || !Next())
        {
            return null;
        }

        if (_parser.Current is StreamEnd)
        {
            return null;
        }

        if (_parser.Current is not DocumentStart || !Next())
        {
            return null;
        }

        var root = Node(depth: 0);
        if (!_broken && Next() && Next() && _parser.Current is DocumentStart second)
        {
            Say(
                second.Start,
                "a second YAML document begins here; a policy file is one document, so remove the `---` or move the second document into a file of its own");
        }

        return root;
    }

    private YamlNode Node(int depth)
    {
        var current = _parser.Current!;
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            Break(
                current.Start,
                depth > MaxDepth
                    ? $"the nesting is more than {MaxDepth} levels deep; a policy needs four levels, so check the brackets"
                    : $"the file has more than {MaxNodes} values; split it");
            return Incomplete(current.Start);
        }

        switch (current)
        {
            case AnchorAlias alias:
                return Alias(alias);
            case Scalar scalar:
                RefuseTag(scalar, scalar.Tag);
                return Remember(
                    scalar.Anchor,
                    new YamlScalar(
                        scalar.Start.LineNumber(),
                        scalar.Start.ColumnNumber(),
                        scalar.Value,
                        scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty));
            case SequenceStart start:
                RefuseTag(start, start.Tag);
                return Sequence(start, depth);
            case MappingStart start:
                RefuseTag(start, start.Tag);
                return Mapping(start, depth);
            default:
                Break(current.Start, "a value is missing here");
                return Incomplete(current.Start);
        }
    }

    private YamlSequence Sequence(SequenceStart start, int depth)
    {
        Begin(start.Anchor);
        var sequence = new YamlSequence(start.Start.LineNumber(), start.Start.ColumnNumber());
        while (Next() && _parser.Current is not SequenceEnd)
        {
            sequence.Items.Add(Node(depth + 1));
        }

        sequence.IsComplete = !_broken;
        Remember(start.Anchor, sequence);
        return sequence;
    }

    private YamlMapping Mapping(MappingStart start, int depth)
    {
        Begin(start.Anchor);
        var mapping = new YamlMapping(start.Start.LineNumber(), start.Start.ColumnNumber());
        while (Next() && _parser.Current is not MappingEnd)
        {
            var key = Node(depth + 1);
            if (_broken || !Next())
            {
                break;
            }

            mapping.Entries.Add(new YamlEntry(key, Node(depth + 1)));
        }

        mapping.IsComplete = !_broken;
        Remember(start.Anchor, mapping);
        return mapping;
    }

    private YamlNode Alias(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (_anchors.TryGetValue(name, out var node))
        {
            if (node is not null)
            {
                return node;
            }

            Say(
                alias.Start,
                $"*{name} is inside the value that &{name} names, and a value cannot contain itself; write the value out");
        }
        else
        {
            var nearest = Spelling.Nearest(name, _anchors.Keys);
            Say(
                alias.Start,
                $"*{name} is not defined: there is no &{name} above it; {(nearest is null ? "add one, or write the value itself" : $"did you mean *{nearest}?")}");
        }

        return Incomplete(alias.Start);
    }

    private static YamlScalar Incomplete(Mark at) =>
        new(at.LineNumber(), at.ColumnNumber(), "", IsPlain: true) { IsComplete = false };

    private void Begin(AnchorName anchor)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = null;
        }
    }

    private YamlNode Remember(AnchorName anchor, YamlNode node)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }

        return node;
    }

    private void RefuseTag(ParsingEvent at, TagName tag)
    {
        if (!tag.IsEmpty
            && !tag.IsNonSpecific
            && tag.Value is not (
                "tag:yaml.org,2002:str"
                or "tag:yaml.org,2002:int"
                or "tag:yaml.org,2002:bool"
                or "tag:yaml.org,2002:map"
                or "tag:yaml.org,2002:seq"))
        {
            Say(at.Start, $"the tag {tag.Value} is not supported; write the value without a tag");
        }
    }

    /// <summary>
    /// Moves to the next event. False if the text is not valid YAML from here on; then the rest is not read.
    /// </summary>
    private bool Next()
    {
        if (_broken)
        {
            return false;
        }

        try
        {
            return _parser.MoveNext();
        }
        catch (YamlException exception)
        {
            _broken = true;
            _syntaxErrors.Report(exception);
            return false;
        }
#pragma warning disable CA1031 // The scanner throws other exceptions for some texts, and no text may end a worker.
        catch (Exception)
#pragma warning restore CA1031
        {
            Break(
                _parser.Current?.End ?? Mark.Empty,
                "not YAML: a value that begins here does not end; check the quotes and brackets from here on");
            return false;
        }
    }

    private void Break(Mark at, string text)
    {
        _broken = true;
        Say(at, text);
    }

    private void Say(Mark at, string text) => _problems.Say(at.LineNumber(), at.ColumnNumber(), text);
}
