using RotationService.Core.Ports;

namespace RotationService.Azure.Tokens;

/// <summary>
/// The AADSTS codes that the service interprets. Microsoft asks not to depend on them and offers nothing else. An
/// unknown code proves nothing.
/// </summary>
/// <remarks>Source: Entra's error code reference.</remarks>
internal static class TokenCodes
{
    /// <summary>A transient error, whatever the HTTP status.</summary>
    public const int Transient = 90033;

    public static LogInAnswer AnswerOf(string? error, IReadOnlyList<int> codes)
    {
        foreach (var code in codes)
        {
            switch (code)
            {
                case 7000215:
                    return LogInAnswer.WrongSecret;
                case 7000222:
                    return LogInAnswer.ExpiredSecret;
                case 53003:
                    return LogInAnswer.BlockedByConditionalAccess;
                case 700016: // The application was not found in the directory.
                case 7000229: // The application has no service principal in the tenant.
                case 70001: // The older code for 700016.
                    return LogInAnswer.NoServicePrincipal;
                case 7000112:
                    return LogInAnswer.ApplicationDisabled;
            }
        }

        // An endpoint that returns no codes sends this error where others send 700016.
        return codes.Count == 0 && error == "unauthorized_client" ? LogInAnswer.NoServicePrincipal : LogInAnswer.Other;
    }
}
