using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>
/// Provides the policies while their file may change. A valid change takes effect. A broken one is reported and changes
/// nothing.
/// </summary>
/// <remarks>
/// The file is read again every 5 seconds and compared by content. On every file system, that detects changes by an
/// editor, a copy, a mounted volume or a swapped link. Each state of the file is reported once.
/// </remarks>
internal sealed class PolicyWatch
{
    /// <summary>The time between two reads of the file.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Action<PolicyFileResult> _tell;
    private readonly Action<PolicySet> _taken;
    private readonly Lock _lock = new();
    private PolicySet _inForce;
    private string _seen;

    /// <summary>Starts with a file that has been loaded.</summary>
    /// <param name="loaded">The result of loading the file.</param>
    /// <param name="tell">Receives each new state of the file, valid or not.</param>
    /// <param name="taken">Receives new policies before <see cref="Current"/> returns them.</param>
    /// <exception cref="ArgumentException">The file has errors.</exception>
    public PolicyWatch(PolicyFileResult loaded, Action<PolicyFileResult> tell, Action<PolicySet> taken)
    {
        (_path, _seen, _tell, _taken) = (loaded.File, loaded.Fingerprint, tell, taken);
        _inForce = loaded.Policies ?? throw new ArgumentException("The file has errors.", nameof(loaded));
    }

    /// <summary>The policies in effect. Reads the file first.</summary>
    public PolicySet Current
    {
        get
        {
            Look();
            return _inForce;
        }
    }

    /// <summary>Reads the file repeatedly until canceled. Does not throw when it is canceled.</summary>
    public async Task RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancellation is the normal end.
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            var bytes = PolicyFileLoader.Read(_path, out var refusal);
            var print = bytes is null ? refusal!.Fingerprint : PolicyFileLoader.Fingerprint(bytes);
            if (print == _seen)
            {
                return;
            }

            _seen = print;
            var result = bytes is null ? refusal! : PolicyFileLoader.Parse(_path, bytes);
            if (result.Policies is { } policies && !policies.IsForTheTenantsOf(_inForce))
            {
                result = result with
                {
                    Policies = null,
                    Messages =
                    [
                        .. result.Messages,
                        new PolicyFileMessage(
                            1,
                            1,
                            $"the file now names {(policies.Tenants.Count + _inForce.Tenants.Count > 0 ? "other tenants" : "another tenant")}, and a running worker cannot change its tenants; restart it")
                    ]
                };
            }

            if (result.Policies is { } taken)
            {
                _inForce = taken;
                _taken(taken);
            }

            _tell(result);
        }
    }
}
