namespace RotationService.Sandbox.Hosting;

/// <summary>Opens the sandbox of a directory, whichever process runs it.</summary>
public static class SandboxSession
{
    private static readonly TimeSpan AttachWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Hosts the sandbox of a directory, or attaches to the process of this machine that already hosts it.
    /// </summary>
    /// <param name="options">
    /// The options for hosting. If another process hosts the sandbox, only the directory is used.
    /// </param>
    /// <param name="real">Real time.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>A <see cref="SandboxHost"/> or a <see cref="SandboxAttachment"/>. The caller disposes of it.</returns>
    /// <exception cref="SandboxInUseException">
    /// Another process holds the directory, but has not answered for 20 seconds.
    /// </exception>
    public static async Task<ISandboxSession> OpenAsync(
        SandboxHostOptions options,
        TimeProvider real,
        CancellationToken cancellationToken)
    {
        var began = real.GetTimestamp();
        while (true)
        {
            SandboxInUseException inUse;
            try
            {
                return await SandboxHost.StartAsync(options, real, cancellationToken);
            }
            catch (SandboxInUseException e)
            {
                inUse = e;
            }

            try
            {
                if (SandboxHost.ReadConnection(options.Directory) is { } connection)
                {
                    return await SandboxAttachment.ConnectAsync(connection.Url, real, cancellationToken);
                }
            }
            catch (Exception e) when (e is HttpRequestException or FormatException)
            {
                // The owner may be starting or stopping. If it is not, this exception is the cause.
                inUse = new SandboxInUseException(inUse.SandboxDirectory, inUse.Owner, e);
            }

            if (real.GetElapsedTime(began) >= AttachWithin)
            {
                throw inUse;
            }

            await Task.Delay(TryAgainAfter, real, cancellationToken);
        }
    }
}
