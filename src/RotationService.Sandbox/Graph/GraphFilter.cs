using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Graph;

/// <summary>A <c>$filter</c> over directory objects.</summary>
/// <remarks>
/// The grammar has <c>or</c>, <c>and</c>, <c>not</c>, parentheses, <c>property eq|ne 'text'</c>,
/// <c>property in ('a','b')</c>, <c>startswith(property,'text')</c> and <c>tags/any(t: …)</c>. The properties that
/// support filters are documented. That text is compared without regard to case is an assumption.
/// </remarks>
internal sealed class GraphFilter
{
    /// <summary>
    /// The maximum number of values after <c>in</c> (documented). The text of the error is an assumption.
    /// </summary>
    private const int MostInList = 15;

    private readonly List<string> _tokens;
    private int _next;

    private GraphFilter(List<string> tokens) => _tokens = tokens;

    private delegate IEnumerable<string> Property(DirectoryEntry entry);

    /// <summary>Parses a filter.</summary>
    /// <exception cref="FormatException">
    /// The text is not a filter, or filters by something that the sandbox does not support. The message names it.
    /// </exception>
    public static Func<DirectoryEntry, bool> Parse(string text)
    {
        var parser = new GraphFilter(Tokens(text));
        var filter = parser.Or(null);
        return parser._next == parser._tokens.Count
            ? filter
            : throw new FormatException($"Invalid filter clause at '{parser.Peek()}'.");
    }

    /// <summary>
    /// Returns the client IDs of a filter of the form <c>appId eq '…'</c> or <c>appId in ('…','…')</c>, so that a
    /// lookup of a few objects does not scan all of them. Returns null for any other filter.
    /// </summary>
    public static IReadOnlyList<Guid>? AppIdsOf(string text)
    {
        var values = Tokens(text) switch
        {
            [var property, "eq", var value] when IsAppId(property) => [value],
            [var property, "in", "(", .. var list, ")"] when IsAppId(property) =>
                list.Where((_, index) => index % 2 == 0),
            _ => [],
        };
        var appIds = values
            .Select(value => Guid.TryParse(value.AsSpan(1), out var appId) ? appId : (Guid?)null)
            .ToList();
        return appIds.Count == 0 || appIds.Contains(null) ? null : [.. appIds.OfType<Guid>().Distinct()];
    }

    private static bool IsAppId(string property) => property.Equals("appId", StringComparison.OrdinalIgnoreCase);

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            var start = i++;
            if (char.IsWhiteSpace(c))
            {
                continue;
            }

            if (c == '\'')
            {
                var value = new System.Text.StringBuilder("'");
                while (i < text.Length && (text[i] != '\'' || (i + 1 < text.Length && text[i + 1] == '\'')))
                {
                    i += text[i] == '\'' ? 1 : 0;
                    value.Append(text[i++]);
                }

                i++;
                tokens.Add(value.ToString());
                continue;
            }

            if (!"(),:".Contains(c, StringComparison.Ordinal))
            {
                while (i < text.Length
                    && !char.IsWhiteSpace(text[i])
                    && !"(),:'".Contains(text[i], StringComparison.Ordinal))
                {
                    i++;
                }
            }

            tokens.Add(text[start..i]);
        }

        return tokens;
    }

    private Func<DirectoryEntry, bool> Or(string? variable)
    {
        var left = And(variable);
        while (Accept("or"))
        {
            var (first, second) = (left, And(variable));
            left = e => first(e) || second(e);
        }

        return left;
    }

    private Func<DirectoryEntry, bool> And(string? variable)
    {
        var left = Clause(variable);
        while (Accept("and"))
        {
            var (first, second) = (left, Clause(variable));
            left = e => first(e) && second(e);
        }

        return left;
    }

    private Func<DirectoryEntry, bool> Clause(string? variable)
    {
        if (_next > 200)
        {
            throw new FormatException("The filter is too complex.");
        }

        if (Accept("not"))
        {
            var clause = Clause(variable);
            return e => !clause(e);
        }

        if (Accept("("))
        {
            var inner = Or(variable);
            Expect(")");
            return inner;
        }

        if (Accept("startswith"))
        {
            Expect("(");
            var property = PropertyOf(Take(), variable);
            Expect(",");
            var prefix = Text();
            Expect(")");
            return e => property(e).Any(v => v.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        }

        if (Accept("tags/any"))
        {
            Expect("(");
            var name = Take();
            Expect(":");
            var inner = Or(name);
            Expect(")");
            return inner;
        }

        return Comparison(PropertyOf(Take(), variable));
    }

    private Func<DirectoryEntry, bool> Comparison(Property property)
    {
        switch (Take().ToLowerInvariant())
        {
            case "eq":
                var equal = Text();
                return e => property(e).Contains(equal, StringComparer.OrdinalIgnoreCase);
            case "ne":
                var other = Text();
                return e => !property(e).Contains(other, StringComparer.OrdinalIgnoreCase);
            case "in":
                Expect("(");
                var values = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Text() };
                while (Accept(","))
                {
                    values.Add(Text());
                }

                Expect(")");
                return values.Count <= MostInList
                    ? e => property(e).Any(values.Contains)
                    : throw new FormatException(
                        $"Too many child clauses specified in search filter expression containing 'OR' operators: {values.Count}. Max allowed: {MostInList}.");
            default:
                throw new FormatException($"Unsupported operator near '{_tokens[_next - 1]}'.");
        }
    }

    /// <summary>
    /// Returns the property with a name. Inside <c>tags/any(t: …)</c> the variable stands for the tags. Graph
    /// requires one tag that satisfies the whole lambda. The sandbox accepts different tags for each comparison, which
    /// is the same for the usual single comparison.
    /// </summary>
    private static Property PropertyOf(string name, string? variable) => name.ToLowerInvariant() switch
    {
        var lower when lower == variable?.ToLowerInvariant() => e => e.Tags,
        "appid" => e => [e.AppId.ToString()],
        "id" => e => [e.ObjectId.ToString()],
        "displayname" => e => [e.DisplayName],
        "signinaudience" => e => [e.SignInAudience],
        _ => throw new FormatException(
            $"Unsupported or invalid query filter clause specified for property '{name}'."),
    };

    private string Peek() => _next < _tokens.Count ? _tokens[_next] : "";

    private string Take() => _next < _tokens.Count
        ? _tokens[_next++]
        : throw new FormatException("The filter ends too early.");

    private bool Accept(string token)
    {
        var found = Peek().Equals(token, StringComparison.OrdinalIgnoreCase);
        _next += found ? 1 : 0;
        return found;
    }

    private void Expect(string token)
    {
        if (!Accept(token))
        {
            throw new FormatException($"Expected '{token}' at '{Peek()}'.");
        }
    }

    private string Text() => Take() is ['\'', .. var text]
        ? text
        : throw new FormatException($"Expected a text in quotes at '{_tokens[_next - 1]}'.");
}
