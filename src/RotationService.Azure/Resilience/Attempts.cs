using Polly;
using Polly.Retry;
using RotationService.Azure.Http;
using RotationService.Azure.Tokens;
using RotationService.Core.Ports;

namespace RotationService.Azure.Resilience;

/// <summary>
/// Makes the calls to one service. Each call waits for its turn, is retried only where that is safe, and ends with a
/// failure instead of an exception.
/// </summary>
/// <remarks>
/// The SDKs' own retries are disabled everywhere. Changes are never retried here. Core decides about that, because it
/// knows what is at stake.
/// </remarks>
internal sealed class Attempts
{
    /// <summary>The number of retries of a read.</summary>
    public const int Repeats = 2;

    /// <summary>
    /// The delay before the first retry. It doubles before the second. A longer <c>Retry-After</c> delays the request
    /// in its lane.
    /// </summary>
    public static readonly TimeSpan Backoff = TimeSpan.FromSeconds(1);

    private readonly Func<Exception, CallFailure> _judge;
    private readonly ResiliencePipeline _repeating;

    /// <summary>Creates the retry pipeline.</summary>
    /// <param name="judge">Turns an exception of this service's SDK into a failure.</param>
    /// <param name="time">Measures the delays.</param>
    public Attempts(Func<Exception, CallFailure> judge, TimeProvider time)
    {
        _judge = judge;
        _repeating = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = Repeats,
                Delay = Backoff,
                BackoffType = DelayBackoffType.Exponential,
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthRepeating(arguments.Outcome.Exception)),
            })
            .Build();
    }

    /// <summary>
    /// Sends one request of a read and retries it while that may help. Throws the exception of the last attempt.
    /// </summary>
    public async Task<T> RepeatAsync<T>(
        Lane lane,
        Func<CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken) =>
        await _repeating.ExecuteAsync(
            async token =>
            {
                await lane.EnterAsync(Lane.LongestWait, token);
                return await HeedAsync(lane, () => attempt(token));
            },
            cancellationToken);

    /// <summary>Turns every exception into a failure, except a cancellation by the caller.</summary>
    public async Task<Call<T>> JudgeAsync<T>(Func<Task<Call<T>>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return new Call<T>(_judge(e));
        }
    }

    /// <summary>Makes a read that consists of one request.</summary>
    public Task<Call<T>> ReadAsync<T>(
        Lane lane,
        Func<CancellationToken, Task<Call<T>>> attempt,
        CancellationToken cancellationToken) =>
        JudgeAsync(() => RepeatAsync(lane, attempt, cancellationToken), cancellationToken);

    /// <summary>Makes a change: one attempt, within <see cref="Lane.ShortWait"/> or not at all.</summary>
    public Task<Call<T>> ChangeAsync<T>(
        Lane lane,
        Func<CancellationToken, Task<Call<T>>> attempt,
        CancellationToken cancellationToken) =>
        JudgeAsync(
            async () =>
            {
                await lane.EnterAsync(Lane.ShortWait, cancellationToken);
                return await HeedAsync(lane, () => attempt(cancellationToken));
            },
            cancellationToken);

    /// <summary>Makes a change that has already waited for its turn. It cannot be canceled.</summary>
    public Task<Call<T>> SendAsync<T>(Lane lane, Func<Task<Call<T>>> attempt) =>
        JudgeAsync(() => HeedAsync(lane, attempt), CancellationToken.None);

    // What the service's own answer says about its quota applies to all requests of the lane. If the token endpoint
    // refused the service's own token, the exception is a plain ExchangeException and does not count here, because that
    // endpoint has a lane of its own.
    private async Task<T> HeedAsync<T>(Lane lane, Func<Task<T>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (Exception e) when (
            e is not OperationCanceledException && ExchangeException.In(e) is null or TokenRefusalException)
        {
            lane.Heed(_judge(e));
            throw;
        }
    }

    private bool IsWorthRepeating(Exception? exception)
    {
        if (exception is null or OperationCanceledException || ExchangeException.In(exception) is { IsFinal: true })
        {
            return false;
        }

        var failure = _judge(exception);
        return failure.Kind is CallFailureKind.Throttled or CallFailureKind.Unreachable or CallFailureKind.Ambiguous
            && !(failure.RetryAfter > Lane.LongestWait);
    }
}
