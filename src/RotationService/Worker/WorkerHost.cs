using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RotationService.Core.Sweeping;
using RotationService.PolicyFile;

namespace RotationService.Worker;

/// <summary>The generic host around the worker.</summary>
internal static class WorkerHost
{
    /// <summary>A value may take this long to be stored, and a stop waits for it; a little more for the audit record behind it.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(10);

    /// <summary>Runs the worker until the token is cancelled or it ends by a defect, which is thrown.</summary>
    public static async Task RunAsync(Sweeper sweeper, PolicyWatch policies, WorkerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
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

        // The sweeper is not the host's to dispose of, and neither is the log.
        using var host = builder.Build();
        var worker = host.Services.GetRequiredService<RotationWorker>();
        await host.RunAsync(cancellationToken);
        if (worker.Defect is { } defect)
        {
            throw new InvalidOperationException($"the worker ended by a defect: {defect.Message}", defect);
        }
    }

    /// <summary>Signals reach the host through its token alone: the process listens to them in one place.</summary>
    private sealed class TokenLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
