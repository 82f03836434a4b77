using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RotationService.Core.Sweeping;
using RotationService.PolicyFile;

namespace RotationService.Worker;

/// <summary>Runs the worker in the generic host.</summary>
internal static class WorkerHost
{
    /// <summary>
    /// How long a stop may take. Storing a value may take 5 minutes, and the audit record after it a little more.
    /// </summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(10);

    /// <summary>Runs the worker until the token is canceled or a defect ends it.</summary>
    /// <exception cref="InvalidOperationException">A defect ended the worker.</exception>
    public static async Task RunAsync(
        Sweeper sweeper,
        PolicyWatch policies,
        WorkerOptions options,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(sweeper);
        builder.Services.AddSingleton(policies);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<RotationWorker>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RotationWorker>());
        builder.Services.AddSingleton<IHostLifetime, TokenLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

        // The caller disposes of the sweeper and the log. They are registered as instances, so that the host does not.
        using var host = builder.Build();
        var worker = host.Services.GetRequiredService<RotationWorker>();
        await host.RunAsync(cancellationToken);
        if (worker.Defect is { } defect)
        {
            throw new InvalidOperationException($"the worker ended because of an unexpected error: {defect.Message}", defect);
        }
    }

    /// <summary>
    /// Passes signals to the host through its token alone, because the process handles them in one place.
    /// </summary>
    private sealed class TokenLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
