using RotationService.Azure.Http;
using RotationService.Core.Ports;

namespace RotationService.Azure.Tokens;

/// <summary>The token endpoint said no, and what exactly.</summary>
internal sealed class TokenRefusalException(CallFailure failure, string? error, IReadOnlyList<int> codes) : ExchangeException(failure)
{
    /// <summary>OAuth's error, such as <c>invalid_client</c>; null if the answer could not be read.</summary>
    public string? Error => error;

    /// <summary>The AADSTS numbers.</summary>
    public IReadOnlyList<int> Codes => codes;
}
