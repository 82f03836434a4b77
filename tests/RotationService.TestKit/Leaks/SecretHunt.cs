using System.Buffers;

namespace RotationService.TestKit.Leaks;

/// <summary>Searches what the service wrote for what it must never write: a client secret, in any encoding, or the beginning of one.</summary>
/// <remarks>All forms of all secrets are looked for at once, in one walk over the text. Safe for use by several threads.</remarks>
public sealed class SecretHunt
{
    /// <summary>Longer than any word that stands for a value, shorter than any value.</summary>
    public const int ShortestSecret = 16;

    private const int ContextLength = 80;
    private const int BlockLength = 64 * 1024;

    private readonly Dictionary<string, string> _forms = new(StringComparer.Ordinal);
    private readonly SearchValues<string> _needles;
    private readonly int _longest;

    /// <summary>Prepares a hunt.</summary>
    /// <param name="secrets">The values. What is shorter than <see cref="ShortestSecret"/> stands for a value and is none.</param>
    public SecretHunt(IEnumerable<string> secrets)
    {
        foreach (var secret in secrets.Where(secret => secret.Length >= ShortestSecret).Distinct(StringComparer.Ordinal))
        {
            Secrets++;
            foreach (var (needle, form) in SecretForms.Of(secret))
            {
                _forms.TryAdd(needle, form);
            }
        }

        _needles = SearchValues.Create([.. _forms.Keys], StringComparison.Ordinal);
        _longest = _forms.Keys.Select(needle => needle.Length).DefaultIfEmpty().Max();
    }

    /// <summary>How many secrets are looked for. A hunt for none proves nothing.</summary>
    public int Secrets { get; }

    /// <summary>The first secret in a text; null if there is none.</summary>
    public Leak? Find(ReadOnlySpan<char> text) => Find(text, 0);

    /// <summary>The first secret in bytes of any kind; null if there is none.</summary>
    public Leak? Find(ReadOnlySpan<byte> bytes)
    {
        var block = ArrayPool<char>.Shared.Rent(BlockLength + _longest);
        try
        {
            for (var start = 0; start < bytes.Length; start += BlockLength)
            {
                // Blocks overlap by the longest form, so that none is missed at a border.
                var slice = bytes[start..Math.Min(bytes.Length, start + BlockLength + _longest)];
                var length = SecretForms.TextOf(slice, block);
                if (Find(block.AsSpan(0, length), start) is { } leak)
                {
                    return leak;
                }
            }

            return null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(block);
        }
    }

    private Leak? Find(ReadOnlySpan<char> text, long offset)
    {
        var at = text.IndexOfAny(_needles);
        if (at < 0)
        {
            return null;
        }

        var found = text[at..];
        foreach (var (needle, form) in _forms)
        {
            if (found.StartsWith(needle, StringComparison.Ordinal))
            {
                return new Leak(form, offset + at, text[Math.Max(0, at - ContextLength)..at].ToString());
            }
        }

        throw new InvalidOperationException("What was found is none of the forms that were looked for.");
    }
}
