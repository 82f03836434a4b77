namespace RotationService.Benchmarks.Virtual;

/// <summary>Runs a measurement in virtual time on a thread of its own.</summary>
internal static class VirtualRun
{
    /// <summary>Ends when it does; 130, as shells expect it, if it was interrupted.</summary>
    public static Task<int> OnOwnThread(Action measure) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                measure();
                return 0;
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("interrupted");
                return 130;
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
