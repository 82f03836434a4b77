using RotationService.Core.Timing;

namespace RotationService.Azure.Graph;

/// <summary>An answer that many ask for and that is good for a while: whoever asks while it is under way gets that one. A failure is not kept.</summary>
internal sealed class CachedCall<T>(ServiceClock clock)
{
    private readonly Lock _lock = new();
    private Task<T>? _answer;
    private Moment? _askedAt;

    /// <summary>The answer, if it is no older than that; else what <paramref name="ask"/> says.</summary>
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
