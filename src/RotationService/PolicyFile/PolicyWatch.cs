using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>The policies in force while the file that they come from may change: a valid change is taken up, a broken one is told and changes nothing.</summary>
/// <remarks>
/// The file is read again every few seconds and compared by content: that sees what an editor, a copy, a mounted volume or a swapped link
/// does to it, on every file system. Each state of the file is told once.
/// </remarks>
internal sealed class PolicyWatch
{
    /// <summary>How often the file is read again.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Action<PolicyFileResult> _tell;
    private readonly Action<PolicySet> _taken;
    private readonly Lock _lock = new();
    private PolicySet _inForce;
    private string _seen;

    /// <summary>Begins with what was loaded.</summary>
    /// <param name="loaded">The file, read without an error.</param>
    /// <param name="tell">Told of each new state of the file, good or bad.</param>
    /// <param name="taken">Told of what is in force from now on, before anybody gets it.</param>
    public PolicyWatch(PolicyFileResult loaded, Action<PolicyFileResult> tell, Action<PolicySet> taken)
    {
        (_path, _seen, _tell, _taken) = (loaded.File, loaded.Fingerprint, tell, taken);
        _inForce = loaded.Policies ?? throw new ArgumentException("The file has errors.", nameof(loaded));
    }

    /// <summary>The policies in force, by what the file says now.</summary>
    public PolicySet Current
    {
        get
        {
            Look();
            return _inForce;
        }
    }

    /// <summary>Looks again and again, until cancelled. Returns without an exception.</summary>
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
            // That is how it ends.
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
                result = result with { Policies = null, Messages = [.. result.Messages, new PolicyFileMessage(1, 1, $"{(policies.Tenants.Count + _inForce.Tenants.Count > 0 ? "the tenants are others now" : "the tenant is another one now")}, which a running worker cannot change to; restart it")] };
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
