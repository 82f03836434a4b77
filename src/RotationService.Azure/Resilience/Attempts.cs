using Polly;
using Polly.Retry;
using RotationService.Azure.Http;
using RotationService.Azure.Tokens;
using RotationService.Core.Ports;

namespace RotationService.Azure.Resilience;

/// <summary>How the calls to one service are made: each in its turn, repeated only where that is right, and never ending with an exception.</summary>
/// <remarks>The SDKs' own repeats are off everywhere. Nothing that changes anything is repeated here: that is for Core to decide, which knows what is at stake.</remarks>
internal sealed class Attempts
{
    /// <summary>How often a read is repeated.</summary>
    public const int Repeats = 2;

    /// <summary>Before the first repeat; doubled before the second. A longer <c>Retry-After</c> is waited for in the lane.</summary>
    public static readonly TimeSpan Backoff = TimeSpan.FromSeconds(1);

    private readonly Func<Exception, CallFailure> _judge;
    private readonly ResiliencePipeline _repeating;

    /// <param name="judge">What an exception of this service's SDK means.</param>
    /// <param name="time">For waiting.</param>
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

    /// <summary>One request of a read, repeated while that may help. Throws what the last attempt threw.</summary>
    public async Task<T> RepeatAsync<T>(Lane lane, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        await _repeating.ExecuteAsync(
            async token =>
            {
                await lane.EnterAsync(Lane.LongestWait, token);
                return await HeedAsync(lane, () => attempt(token));
            },
            cancellationToken);

    /// <summary>Turns whatever is thrown into a failure, cancellation by the caller apart.</summary>
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

    /// <summary>A read that is one request.</summary>
    public Task<Call<T>> ReadAsync<T>(Lane lane, Func<CancellationToken, Task<Call<T>>> attempt, CancellationToken cancellationToken) =>
        JudgeAsync(() => RepeatAsync(lane, attempt, cancellationToken), cancellationToken);

    /// <summary>A change: exactly one attempt, and soon or not at all.</summary>
    public Task<Call<T>> ChangeAsync<T>(Lane lane, Func<CancellationToken, Task<Call<T>>> attempt, CancellationToken cancellationToken) =>
        JudgeAsync(
            async () =>
            {
                await lane.EnterAsync(Lane.ShortWait, cancellationToken);
                return await HeedAsync(lane, () => attempt(cancellationToken));
            },
            cancellationToken);

    /// <summary>A change whose turn has come already. Nothing cancels it.</summary>
    public Task<Call<T>> SendAsync<T>(Lane lane, Func<Task<Call<T>>> attempt) =>
        JudgeAsync(() => HeedAsync(lane, attempt), CancellationToken.None);

    // What an answer of the service itself says about its quota is for all who use that. Our own token may have been refused, too: that has a lane of its own.
    private async Task<T> HeedAsync<T>(Lane lane, Func<Task<T>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (Exception e) when (e is not OperationCanceledException && ExchangeException.In(e) is null or TokenRefusalException)
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
