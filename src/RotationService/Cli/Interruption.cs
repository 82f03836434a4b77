using System.Runtime.InteropServices;

namespace RotationService.Cli;

/// <summary>SIGINT (Ctrl-C) and SIGTERM, turned into a token that asks for an orderly end.</summary>
/// <remarks>No number of signals kills the process: one that comes while a value is issued and not yet stored would lose it.</remarks>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    /// <summary>Begins to listen.</summary>
    /// <param name="error">Where signals are answered.</param>
    public Interruption(TextWriter error)
    {
        _error = error;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) == 1)
        {
            _error.WriteLine("rotation-service: stopping; a new value that is just being stored is stored first, which may take up to five minutes");
            _source.Cancel();
        }
        else
        {
            _error.WriteLine("rotation-service: stopping already; if a new value is still being stored that takes up to five minutes, and killing the process now would lose it");
        }
    }
}
