using RotationService.Core.Ports;

namespace RotationService.Azure.Tokens;

/// <summary>The AADSTS numbers we know. Microsoft asks not to depend on them and offers nothing else; an unknown one proves nothing either way.</summary>
/// <remarks>Source: Entra's error code reference.</remarks>
internal static class TokenCodes
{
    /// <summary>A transient error, whatever the status.</summary>
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
                case 7000229: // It has no service principal in the tenant.
                case 70001: // The older number of the former.
                    return LogInAnswer.NoServicePrincipal;
                case 7000112:
                    return LogInAnswer.ApplicationDisabled;
            }
        }

        // The error that 700016 comes with, from an endpoint that gives no numbers.
        return codes.Count == 0 && error == "unauthorized_client" ? LogInAnswer.NoServicePrincipal : LogInAnswer.Other;
    }
}
