using Polly;
using Polly.Retry;
using RotationService.Azure.Http;
using RotationService.Core.Reconciliation;

namespace RotationService.Azure.Resilience;

/// <summary>How the calls to one service are made: at an open gate, repeated only where that is right, and never ending with an exception.</summary>
/// <remarks>The SDKs' own repeats are off everywhere. Nothing that changes anything is repeated here: that is for Core to decide, which knows what is at stake.</remarks>
internal sealed class Attempts
{
    /// <summary>How often a read is repeated.</summary>
    public const int Repeats = 2;

    /// <summary>Before the first repeat; doubled before the second. A longer <c>Retry-After</c> is waited for at the gate.</summary>
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
    public async Task<T> RepeatAsync<T>(Gate gate, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        await _repeating.ExecuteAsync(
            async token =>
            {
                await gate.PassAsync(token);
                return await attempt(token);
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
    public Task<Call<T>> ReadAsync<T>(Gate gate, Func<CancellationToken, Task<Call<T>>> attempt, CancellationToken cancellationToken) =>
        JudgeAsync(() => RepeatAsync(gate, attempt, cancellationToken), cancellationToken);

    /// <summary>A change: exactly one attempt.</summary>
    public Task<Call<T>> ChangeAsync<T>(Gate gate, Func<CancellationToken, Task<Call<T>>> attempt, CancellationToken cancellationToken) =>
        JudgeAsync(
            async () =>
            {
                await gate.PassAsync(cancellationToken);
                return await attempt(cancellationToken);
            },
            cancellationToken);

    private bool IsWorthRepeating(Exception? exception)
    {
        if (exception is null or OperationCanceledException || ExchangeException.In(exception) is { IsFinal: true })
        {
            return false;
        }

        var failure = _judge(exception);
        return failure.Kind is CallFailureKind.Throttled or CallFailureKind.Unreachable or CallFailureKind.Ambiguous
            && !(failure.RetryAfter > Gate.LongestWait);
    }
}
