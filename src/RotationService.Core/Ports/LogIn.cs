namespace RotationService.Core.Ports;

/// <summary>How an attempt to log in ended.</summary>
/// <param name="Answer">What the token endpoint said.</param>
/// <param name="Message">Its words, for people; empty on success. Never a secret text.</param>
public sealed record LogIn(LogInAnswer Answer, string Message)
{
    /// <summary>How long the endpoint asks to be left alone; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the secret is proven correct: a token came, or a refusal that can only follow a correct secret.</summary>
    public bool ProvesSecret => Answer is LogInAnswer.Accepted or LogInAnswer.BlockedByConditionalAccess;

    /// <summary>Whether the secret itself was refused.</summary>
    public bool RefusesSecret => Answer is LogInAnswer.WrongSecret or LogInAnswer.ExpiredSecret;
}
