using System.Runtime.InteropServices;

namespace RotationService.Cli;

/// <summary>The signals that would end the process, turned into a token that asks for an orderly end.</summary>
/// <remarks>
/// <para>No kind and no number of signals kills the process: one that comes while a value is issued and not yet stored would lose it.
/// Left out are SIGKILL and SIGSTOP, which nobody can catch, those that tell of a defect in the program itself (SIGSEGV, SIGBUS, SIGFPE,
/// SIGILL, SIGABRT, SIGTRAP, SIGSYS), those that only pause it (SIGTSTP, SIGTTIN, SIGTTOU), and SIGRTMIN, which the runtime keeps for
/// itself. A signal that was being ignored when the process began, as nohup has it with SIGHUP, stays ignored by the runtime.</para>
/// <para>SIGXFSZ, a file grown beyond the limit, ends nothing: the write fails as on a full disk, and whoever made it sees that.</para>
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;
    private readonly bool _hasTerminal;
    private readonly PosixSignalRegistration[] _registrations;
    private Func<string?>? _reopen;
    private int _signals;

    /// <summary>Begins to listen.</summary>
    /// <param name="error">Where signals are answered. It throws nothing: on the thread of a signal that would end the process.</param>
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

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>From here on SIGHUP does this instead of ending the process, if that began without a terminal.</summary>
    /// <param name="reopen">What to do, and what to say when it is done; it may throw nothing.</param>
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

        // The rest by their numbers: USR1, USR2, ALRM, STKFLT, XCPU, VTALRM, PROF, IO, PWR and the real-time signals; on macOS ALRM, XCPU,
        // VTALRM, PROF, USR1, USR2.
        int[] numbered = OperatingSystem.IsLinux()
            ? [10, 12, 14, 16, 24, 26, 27, 29, 30, .. Enumerable.Range(35, 30)]
            : OperatingSystem.IsMacOS() ? [14, 24, 26, 27, 30, 31] : [];
        return named.Concat(numbered.Select(number => (PosixSignal)number));
    }

    // SIGXFSZ.
    private static PosixSignal[] Ignored() => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? [(PosixSignal)25] : [];

    // The terminal that controls the process, whatever its standard input and output are: opening this name fails where there is none.
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
            // Before anything is written, which may fail or wait for a reader, and apart from it: what is cancelled may take its time.
            _ = _source.CancelAsync();
            Answer("stopping; a new value that is just being stored is stored first, which may take up to five minutes");
        }
        else
        {
            Answer("stopping already; if a new value is still being stored that takes up to five minutes, "
                + "and killing the process now would lose it");
        }
    }

    private void Answer(string sentence) => _error.WriteLine($"rotation-service: {sentence}");
}
