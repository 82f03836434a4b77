using RotationService.Core.Timing;

namespace RotationService.Azure.Graph;

/// <summary>
/// Caches the answer of a call that many callers make. A caller that asks while the call is in progress gets the same
/// answer. Failures are not cached.
/// </summary>
internal sealed class CachedCall<T>(ServiceClock clock)
{
    private readonly Lock _lock = new();
    private Task<T>? _answer;
    private Moment? _askedAt;

    /// <summary>
    /// The cached answer if it is younger than <paramref name="maxAge"/>, else the result of <paramref name="ask"/>.
    /// </summary>
    public Task<T> GetAsync(TimeSpan maxAge, Func<Task<T>> ask)
    {
        lock (_lock)
        {
            if (_answer is { IsFaulted: false, IsCanceled: false } && clock.Since(_askedAt!) is { } age && age < maxAge)
            {
                return _answer;
            }

            _askedAt = clock.Mark();
            return _answer = ask();
        }
    }
}
