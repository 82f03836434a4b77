using System.Collections.Concurrent;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.TestKit.Fakes;

namespace RotationService.Benchmarks.Fleets;

/// <summary>When what was reached of which application.</summary>
/// <param name="time">The time.</param>
/// <param name="progress">Told now and then how far it is; null if nobody wants to know.</param>
internal sealed class Milestones(TimeProvider time, Action<string>? progress = null) : SilentEvents
{
    private const int TellEvery = 500;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _promoted = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _retired = new();
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    /// <summary>When the value of the application with that client id was published.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset> Promoted => _promoted;

    /// <summary>When its old credential was removed.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset> Retired => _retired;

    /// <summary>How often a step did not succeed, by step and reason.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    /// <summary>The first defect of its own that the service met; null if none.</summary>
    public Exception? Defect { get; private set; }

    /// <summary>Called after each step that promotes or retires.</summary>
    public Action? Reached { get; set; }

    public override void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message)
    {
        if (step.Outcome is not StepOutcome.Done)
        {
            _failures.AddOrUpdate($"{step.Step} {step.Outcome} {step.Reason}", 1, (_, count) => count + 1);
            return;
        }

        var reached = step.Step switch
        {
            Step.Promote => _promoted,
            Step.Retire => _retired,
            _ => null,
        };
        if (reached is not null && reached.TryAdd(application.AppId, time.GetUtcNow()))
        {
            if (reached.Count % TellEvery == 0)
            {
                progress?.Invoke($"{_promoted.Count} published, {_retired.Count} retired");
            }

            Reached?.Invoke();
        }
    }

    public override void Unexpected(Policy policy, Exception exception) => Defect ??= exception;
}
