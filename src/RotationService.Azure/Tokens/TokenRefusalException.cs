using RotationService.Azure.Http;
using RotationService.Core.Ports;

namespace RotationService.Azure.Tokens;

/// <summary>The token endpoint refused the request. Holds the error and the error codes.</summary>
internal sealed class TokenRefusalException(CallFailure failure, string? error, IReadOnlyList<int> codes)
    : ExchangeException(failure)
{
    /// <summary>The OAuth error, such as <c>invalid_client</c>. Null if the answer could not be read.</summary>
    public string? Error => error;

    /// <summary>The AADSTS codes.</summary>
    public IReadOnlyList<int> Codes => codes;
}
