using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RotationService.Core.Sweeping;
using RotationService.PolicyFile;

namespace RotationService.Worker;

/// <summary>The main job. It sweeps until it is stopped, and stops only when no value is left to store.</summary>
internal sealed partial class RotationWorker(
    Sweeper sweeper,
    PolicyWatch policies,
    WorkerOptions options,
    IHostApplicationLifetime lifetime,
    ILogger<RotationWorker> logger) : BackgroundService
{
    /// <summary>The defect that ended the worker. Null if it was stopped.</summary>
    public Exception? Defect { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.Started(logger, policies.Current.Policies.Count, options.Interval);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var watching = policies.RunAsync(TimeProvider.System, ended.Token);
        try
        {
            await sweeper.RunAsync(() => policies.Current, options.Interval, stoppingToken);
        }
#pragma warning disable CA1031 // The exception is kept for the exit code. The host would only log it.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Defect = exception;
            Log.Failed(logger, exception);
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
            lifetime.StopApplication();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3001,
            Level = LogLevel.Information,
            Message = "The worker starts with {Policies} policies and sweeps every {Interval}")]
        public static partial void Started(ILogger logger, int policies, TimeSpan interval);

        [LoggerMessage(EventId = 3002, Level = LogLevel.Critical, Message = "The worker ended because of an unexpected error")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
