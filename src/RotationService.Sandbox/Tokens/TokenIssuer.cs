using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Tokens;

/// <summary>
/// Issues and checks access tokens. They carry their own signature, so the sandbox does not store them.
/// </summary>
/// <remarks>
/// Clients cache tokens by the wall clock. The operator's tokens therefore age by real time, because a clock that runs
/// ahead would invalidate every cached token. All other tokens age by sandbox time.
/// </remarks>
internal sealed class TokenIssuer(SandboxState state, TimeProvider clock, TimeProvider realTime)
{
    public const string Graph = "https://graph.microsoft.com";
    public const string Vault = "https://vault.azure.net";

    /// <summary>The lifetime of a token in seconds, as Entra returns it in <c>expires_in</c> (measured).</summary>
    public const int Lifetime = 3599;

    private const int MostVerified = 256;

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    // Clients send a token with many requests. The cache holds the claims of verified tokens and the secret that
    // verified them.
    private readonly Dictionary<string, Claims> _verified = new(StringComparer.Ordinal);
    private string _secret = "";

    public string Issue(string audience, Caller caller)
    {
        var expires = TimeFor(caller.IsOperator).ToUnixTimeSeconds() + Lifetime;
        var claims = new Claims(
            audience,
            caller.TenantId,
            caller.AppId,
            caller.IsOperator,
            expires,
            state.Generator.Guid())
        {
            // Clients may read these two claims. The sandbox itself uses its current state.
            Oid = state.Entry(caller.TenantId, caller.AppId, EntryKind.ServicePrincipal)?.ObjectId,
            Roles = caller.IsOperator && audience == Graph ? state.Settings.GraphPermissions : [],
        };
        var head =
            $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, SandboxJson.Lenient))}";
        return $"{head}.{Base64Url.EncodeToString(Sign(head))}";
    }

    /// <summary>Checks a token for an audience.</summary>
    public TokenVerdict Check(string? token, string audience, out Caller? caller)
    {
        caller = null;
        if (string.IsNullOrEmpty(token))
        {
            return TokenVerdict.Missing;
        }

        if (Read(token) is not { } claims)
        {
            return TokenVerdict.Invalid;
        }

        if (claims.Aud != audience)
        {
            return TokenVerdict.WrongAudience;
        }

        if (claims.Exp <= TimeFor(claims.IsOperator).ToUnixTimeSeconds())
        {
            return TokenVerdict.Expired;
        }

        caller = new Caller(claims.Tid, claims.AppId, claims.IsOperator);
        return TokenVerdict.Valid;
    }

    private DateTimeOffset TimeFor(bool isOperator) => (isOperator ? realTime : clock).GetUtcNow();

    private Claims? Read(string token)
    {
        if (_secret != state.Operator.ClientSecret || _verified.Count >= MostVerified)
        {
            _verified.Clear();
            _secret = state.Operator.ClientSecret;
        }

        if (!_verified.TryGetValue(token, out var claims) && (claims = Verify(token)) is not null)
        {
            _verified.Add(token, claims);
        }

        return claims;
    }

    private Claims? Verify(string token)
    {
        var dot = token.LastIndexOf('.');
        var first = token.IndexOf('.', StringComparison.Ordinal);
        if (first < 0 || first == dot)
        {
            return null;
        }

        try
        {
            return CryptographicOperations.FixedTimeEquals(
                Sign(token[..dot]),
                Base64Url.DecodeFromChars(token.AsSpan(dot + 1)))
                    ? JsonSerializer.Deserialize<Claims>(
                        Base64Url.DecodeFromChars(token.AsSpan(first + 1, dot - first - 1)),
                        SandboxJson.Lenient)
                        : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private byte[] Sign(string text) =>
        HMACSHA256.HashData(
            Encoding.UTF8.GetBytes($"token key/{state.Operator.ClientSecret}"),
            Encoding.UTF8.GetBytes(text));

    private sealed record Claims(string Aud, Guid Tid, Guid AppId, bool IsOperator, long Exp, Guid Jti)
    {
        public Guid? Oid { get; init; }

        public IReadOnlyList<string> Roles { get; init; } = [];
    }
}

/// <summary>The result of a check of a token.</summary>
internal enum TokenVerdict
{
    Valid,
    Missing,
    Invalid,
    WrongAudience,
    Expired,
}
