namespace RotationService.Simulation.Exploring;

/// <summary>Faults written down beforehand.</summary>
/// <param name="Scope">What is counted.</param>
/// <param name="Strikes">The faults, by their points.</param>
internal sealed record Schedule(Scope Scope, IReadOnlyList<Strike> Strikes)
{
    public static Schedule None(Scope scope) => new(scope, []);

    public static Schedule Parse(string text)
    {
        var parts = text.Split('/', 2);
        return parts.Length == 2 && Enum.TryParse<Scope>(parts[0], ignoreCase: true, out var scope)
            ? new Schedule(scope, [.. parts[1].Split('+', StringSplitOptions.RemoveEmptyEntries).Select(Strike.Parse)])
            : throw new FormatException($"'{text}' is no schedule: it reads like changes/3:Torn+9:AnswerLost or everything/20:TimeOut.");
    }

    public Schedule With(Strike strike) => this with { Strikes = [.. Strikes, strike] };

    public override string ToString() => $"{(Scope is Scope.Changes ? "changes" : "everything")}/{string.Join('+', Strikes)}";
}
