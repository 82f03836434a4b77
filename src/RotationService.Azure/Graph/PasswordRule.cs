using System.Text.Json;

namespace RotationService.Azure.Graph;

/// <summary>One restriction of an app-management policy that concerns addPassword.</summary>
/// <param name="ForbidsAddition">Whether no password may be added.</param>
/// <param name="MaxLifetime">The longest lifetime; null if it does not limit that.</param>
/// <param name="CreatedAfter">It applies to applications created after that; null: to all.</param>
/// <remarks>Source: Graph's documentation of <c>passwordCredentialConfiguration</c>. Symmetric keys and custom passwords are no concern of addPassword.</remarks>
internal sealed record PasswordRule(bool ForbidsAddition, TimeSpan? MaxLifetime, DateTimeOffset? CreatedAfter)
{
    /// <summary>Whether a policy is in force at all. By default it is not (documented).</summary>
    public static bool IsEnabled(JsonElement policy) =>
        policy.ValueKind == JsonValueKind.Object && policy.TryGetProperty("isEnabled", out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The rules of a policy, in force and about passwords.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="member">Where its restrictions are, which differs between the tenant's default and the others.</param>
    public static IReadOnlyList<PasswordRule> AllOf(JsonElement policy, string member) =>
        policy.TryGetProperty(member, out var restrictions)
        && restrictions.ValueKind == JsonValueKind.Object
        && restrictions.TryGetProperty("passwordCredentials", out var listed)
        && listed.ValueKind == JsonValueKind.Array
            ? [.. listed.EnumerateArray().Select(TryRead).OfType<PasswordRule>()]
            : [];

    private static PasswordRule? TryRead(JsonElement restriction)
    {
        if (restriction.ValueKind != JsonValueKind.Object || Text(restriction, "state") == "disabled")
        {
            return null;
        }

        DateTimeOffset? after = DateTimeOffset.TryParse(Text(restriction, "restrictForAppsCreatedAfterDateTime"), out var date) ? date : null;
        return Text(restriction, "restrictionType") switch
        {
            "passwordAddition" => new PasswordRule(ForbidsAddition: true, MaxLifetime: null, after),
            "passwordLifetime" when IsoDuration.TryParse(Text(restriction, "maxLifetime")) is { } longest => new PasswordRule(ForbidsAddition: false, longest, after),
            _ => null,
        };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
