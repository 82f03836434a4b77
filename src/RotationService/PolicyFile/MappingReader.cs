namespace RotationService.PolicyFile;

/// <summary>Reads a map with known keys. Reports duplicate and unknown keys, and resolves merge keys.</summary>
internal sealed class MappingReader
{
    /// <summary>
    /// The most entries that merge keys may add in total. The limit stops maps merged into maps from multiplying.
    /// </summary>
    private const int MaxMerged = 500;

    private readonly YamlMapping _mapping;
    private readonly string _what;
    private readonly ProblemList _problems;
    private readonly Dictionary<string, YamlEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private int _merged;

    /// <summary>Reads the keys of a map.</summary>
    /// <param name="mapping">The map.</param>
    /// <param name="what">The name of the map in messages, such as "a policy".</param>
    /// <param name="problems">Receives the errors.</param>
    public MappingReader(YamlMapping mapping, string what, ProblemList problems)
    {
        (_mapping, _what, _problems) = (mapping, what, problems);
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key is not YamlScalar key)
            {
                Say(entry.Key, $"a key of {what} must be a single word, not {entry.Key.Kind}");
            }
            else if (key is not { Value: "<<", IsPlain: true } && !_entries.TryAdd(key.Value, entry))
            {
                Say(
                    key,
                    $"`{key.Value}` appears twice in {what}, first on line {_entries[key.Value].Key.Line}; remove one");
            }
        }

        foreach (var entry in mapping.Entries.Where(entry => entry.Key is YamlScalar { Value: "<<", IsPlain: true }))
        {
            Merge(entry.Value, depth: 0);
        }
    }

    /// <summary>The node of the map.</summary>
    public YamlNode Node => _mapping;

    /// <summary>The value of a key. Null if the key is missing. The key counts as known from now on.</summary>
    public YamlNode? Take(string key)
    {
        _known.Add(key);
        return _entries.TryGetValue(key, out var entry) ? entry.Value : null;
    }

    /// <summary>The node of a key. The node of the map if the key is missing.</summary>
    public YamlNode Key(string key) => _entries.TryGetValue(key, out var entry) ? entry.Key : _mapping;

    /// <summary>Whether the map has a key.</summary>
    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>Reports a key that belongs in another place of the file.</summary>
    public void RefuseHere(string key, string why)
    {
        if (_entries.TryGetValue(key, out var entry) && !_known.Contains(key) && _refused.Add(key))
        {
            Say(entry.Key, $"`{key}` does not belong in {_what}: {why}");
        }
    }

    /// <summary>Reports every key that is not known.</summary>
    public void RefuseTheRest()
    {
        foreach (var (name, entry) in _entries)
        {
            if (_known.Contains(name) || _refused.Contains(name))
            {
                continue;
            }

            Say(entry.Key, $"`{name}` is not a key of {_what}; " + (Spelling.Nearest(name, _known) is { } nearest
                ? $"did you mean `{nearest}`?"
                : $"the keys are {string.Join(", ", _known.Select(known => $"`{known}`"))}"));
        }
    }

    private void Merge(YamlNode source, int depth)
    {
        switch (source)
        {
            case YamlMapping mapping when depth < 8:
                foreach (var entry in mapping.Entries)
                {
                    if (++_merged > MaxMerged)
                    {
                        return;
                    }

                    if (entry.Key is YamlScalar { Value: "<<", IsPlain: true })
                    {
                        Merge(entry.Value, depth + 1);
                    }
                    else if (entry.Key is YamlScalar key)
                    {
                        _entries.TryAdd(key.Value, entry);
                    }
                }

                break;
            case YamlSequence sequence when depth < 8:
                foreach (var item in sequence.Items.TakeWhile(_ => ++_merged <= MaxMerged))
                {
                    Merge(item, depth + 1);
                }

                break;
            default:
                if (source.IsComplete)
                {
                    Say(source, "`<<` must be an alias of a map, such as *common, or a list of such aliases");
                }

                break;
        }

        if (_merged == MaxMerged + 1)
        {
            _merged++;
            Say(source, $"merge keys bring in more than {MaxMerged} entries here; write them out");
        }
    }

    private void Say(YamlNode at, string text) => _problems.Say(at, text);
}
