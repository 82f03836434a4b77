using System.Buffers;
using RotationService.TestKit.Leaks;

namespace RotationService.Simulation.Leaks;

/// <summary>Listens to everything that a simulated service writes, wherever it writes it, and knows when a secret of its sandbox was in it.</summary>
/// <remarks>
/// What was heard is kept until there is enough of it to be worth a search. That is early enough for every secret: one that is made later
/// cannot have been written before.
/// </remarks>
/// <param name="secrets">Every secret text made so far; a set that only grows.</param>
internal sealed class Listener(IReadOnlyCollection<string> secrets) : IDisposable
{
    private const int Enough = 512 * 1024;

    /// <summary>More than the longest form of a secret's beginning: what is kept of a text that was searched, as the rest of a form may be yet to come.</summary>
    private const int Overlap = 256;

    private readonly List<(int Start, string Place)> _places = [];
    private readonly HashSet<string> _heardAt = new(StringComparer.Ordinal);
    private char[] _text = ArrayPool<char>.Shared.Rent(Enough / 4);
    private int _length;
    private SecretHunt? _hunt;
    private int _hunted;
    private string? _leak;

    /// <summary>Where anything was heard at all.</summary>
    public IReadOnlyCollection<string> HeardAt => _heardAt;

    /// <summary>Takes note of what was written.</summary>
    /// <param name="place">Where.</param>
    /// <param name="text">What.</param>
    public void Hear(string place, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (_length + text.Length > Enough)
        {
            Search();
        }

        if (_places.Count == 0 || !ReferenceEquals(_places[^1].Place, place))
        {
            _places.Add((_length, place));
            _heardAt.Add(place);
        }

        if (_length + text.Length > _text.Length)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(_text.Length * 2, _length + text.Length));
            _text.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<char>.Shared.Return(_text);
            _text = larger;
        }

        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Takes note of bytes of any kind.</summary>
    public void Hear(string place, ReadOnlySpan<byte> bytes)
    {
        var text = ArrayPool<char>.Shared.Rent(bytes.Length);
        Hear(place, text.AsSpan(0, SecretForms.TextOf(bytes, text)));
        ArrayPool<char>.Shared.Return(text);
    }

    /// <summary>Where a secret was written first, and in which form; null if none was so far.</summary>
    public string? FindLeak()
    {
        Search();
        return _leak;
    }

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_text);
        (_text, _length) = ([], 0);
    }

    private void Search()
    {
        if (_leak is null)
        {
            if (_hunt is null || _hunted != secrets.Count)
            {
                (_hunt, _hunted) = (new SecretHunt(secrets), secrets.Count);
            }

            if (_hunt.Find(_text.AsSpan(0, _length)) is { } leak)
            {
                _leak = $"{_places.Last(place => place.Start <= leak.Position).Place} holds a secret, {leak}";
            }
        }

        var kept = Math.Min(_length, Overlap);
        var place = _places.Count == 0 ? null : _places[^1].Place;
        _text.AsSpan(_length - kept, kept).CopyTo(_text);
        _length = kept;
        _places.Clear();
        if (place is not null)
        {
            _places.Add((0, place));
        }
    }
}
