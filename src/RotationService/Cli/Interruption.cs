using System.Runtime.InteropServices;

namespace RotationService.Cli;

/// <summary>
/// Turns the signals that would end the process into a cancellation token that requests an orderly end.
/// </summary>
/// <remarks>
/// <para>
/// No signal, and no number of signals, kills the process, because a signal between issuing and storing a value would
/// lose the value. The following signals are excluded: SIGKILL and SIGSTOP, which no process can catch; SIGSEGV,
/// SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP and SIGSYS, which report a defect in the program; SIGTSTP, SIGTTIN and
/// SIGTTOU, which only pause the process; and SIGRTMIN, which the runtime uses. A signal that is ignored when the
/// process starts, as nohup ignores SIGHUP, stays ignored by the runtime.
/// </para>
/// <para>
/// SIGXFSZ, which reports a file beyond the size limit, ends nothing. The write fails as on a full disk, and its caller
/// handles that.
/// </para>
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;
    private readonly bool _hasTerminal;
    private readonly PosixSignalRegistration[] _registrations;
    private Func<string?>? _reopen;
    private int _signals;

    /// <summary>Registers the signal handlers.</summary>
    /// <param name="error">
    /// Receives the answers to signals. It must not throw, because an exception on the thread of a signal would end the
    /// process.
    /// </param>
    public Interruption(TextWriter error)
    {
        _error = error;
        _hasTerminal = HasTerminal();
        _registrations =
        [
            .. Ending().Select(signal => PosixSignalRegistration.Create(signal, Interrupt)),
            .. Ignored().Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true)),
        ];
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>
    /// From now on SIGHUP runs an action instead of ending the process, if the process has no controlling terminal.
    /// </summary>
    /// <param name="reopen">The action. Returns the sentence to print, or null for none. It must not throw.</param>
    public void OnHangUp(Func<string?> reopen) => Volatile.Write(ref _reopen, reopen);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private static IEnumerable<PosixSignal> Ending()
    {
        PosixSignal[] named = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

        // The others have no names in .NET: USR1, USR2, ALRM, STKFLT, XCPU, VTALRM, PROF, IO, PWR and the real-time
        // signals; on macOS ALRM, XCPU, VTALRM, PROF, USR1 and USR2.
        int[] numbered = OperatingSystem.IsLinux()
            ? [10, 12, 14, 16, 24, 26, 27, 29, 30, .. Enumerable.Range(35, 30)]
            : OperatingSystem.IsMacOS() ? [14, 24, 26, 27, 30, 31] : [];
        return named.Concat(numbered.Select(number => (PosixSignal)number));
    }

    // SIGXFSZ.
    private static PosixSignal[] Ignored() =>
        OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? [(PosixSignal)25] : [];

    // Checks for a controlling terminal, wherever standard input and output lead. Opening this name fails without one.
    private static bool HasTerminal()
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.Read, FileShare.ReadWrite).Dispose();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGHUP && !_hasTerminal && Volatile.Read(ref _reopen) is { } reopen)
        {
            if (reopen() is { } sentence)
            {
                Answer(sentence);
            }
        }
        else if (Interlocked.Increment(ref _signals) == 1)
        {
            // The cancellation comes first, because writing may fail or wait for a reader. It is not awaited, because
            // its callbacks may take time.
            _ = _source.CancelAsync();
            Answer(
                "stopping; if a new value is being stored, that is completed first, which can take up to five minutes");
        }
        else
        {
            Answer("already stopping; if a new value is still being stored, that can take up to five minutes, "
                + "and killing the process now would lose the value");
        }
    }

    private void Answer(string sentence) => _error.WriteLine($"rotation-service: {sentence}");
}
