using RotationService.Sandbox.Http;

namespace RotationService.Sandbox.Faults;

/// <summary>The faults in force, and how many requests each has matched.</summary>
internal sealed class FaultPlan
{
    private readonly List<(FaultRule Rule, string? Route)> _rules = [];
    private readonly List<int> _met = [];

    /// <summary>Whether no fault is in force.</summary>
    public bool IsEmpty => _rules.Count == 0;

    /// <summary>Replaces the faults in force and resets the counts.</summary>
    public void Replace(IEnumerable<(FaultRule Rule, string? Route)> rules)
    {
        _rules.Clear();
        _rules.AddRange(rules);
        _met.Clear();
        _met.AddRange(_rules.Select(_ => 0));
    }

    /// <summary>Counts one authenticated request for every fault that it matches.</summary>
    /// <returns>The first fault that applies to the request. Null if none applies.</returns>
    public FaultRule? Meet(string host, string route, CallTarget target)
    {
        FaultRule? strikes = null;
        for (var i = 0; i < _rules.Count; i++)
        {
            var (rule, wanted) = _rules[i];
            if (Matches(rule, wanted, host, route, target))
            {
                _met[i]++;
                var hit = _met[i] >= rule.Nth && _met[i] - rule.Nth < rule.Times;
                strikes ??= hit ? rule : null;
            }
        }

        return strikes;
    }

    private static bool Matches(FaultRule rule, string? wanted, string host, string route, CallTarget target) =>
        (rule.Host is null || string.Equals(rule.Host, host, StringComparison.OrdinalIgnoreCase))
        && (wanted is null || string.Equals(wanted, route, StringComparison.OrdinalIgnoreCase))
        && (rule.Match?.AppId is not { } appId || appId == target.AppId)
        && (rule.Match?.Name is not { } name || string.Equals(name, target.Name, StringComparison.OrdinalIgnoreCase));
}
