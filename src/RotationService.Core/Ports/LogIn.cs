namespace RotationService.Core.Ports;

/// <summary>The result of an attempt to log in.</summary>
/// <param name="Answer">The answer of the token endpoint.</param>
/// <param name="Message">
/// The message of the token endpoint, for people. Empty on success. It never contains a secret text.
/// </param>
public sealed record LogIn(LogInAnswer Answer, string Message)
{
    /// <summary>How long the token endpoint asks the caller to wait. Null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether the answer proves that the secret is correct. The answer is a token, or a refusal that only follows a
    /// correct secret.
    /// </summary>
    public bool ProvesSecret => Answer is LogInAnswer.Accepted or LogInAnswer.BlockedByConditionalAccess;

    /// <summary>Whether the secret itself was refused.</summary>
    public bool RefusesSecret => Answer is LogInAnswer.WrongSecret or LogInAnswer.ExpiredSecret;
}
