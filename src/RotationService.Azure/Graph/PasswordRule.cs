using System.Text.Json;

namespace RotationService.Azure.Graph;

/// <summary>One restriction of an app management policy that applies to addPassword.</summary>
/// <param name="ForbidsAddition">Whether the restriction forbids adding passwords.</param>
/// <param name="MaxLifetime">The longest allowed lifetime. Null if the restriction does not limit it.</param>
/// <param name="CreatedAfter">
/// The restriction applies to applications created after this time. Null if it applies to all.
/// </param>
/// <remarks>
/// Source: Graph's documentation of <c>passwordCredentialConfiguration</c>. Restrictions of symmetric keys and custom
/// passwords do not apply to addPassword.
/// </remarks>
internal sealed record PasswordRule(bool ForbidsAddition, TimeSpan? MaxLifetime, DateTimeOffset? CreatedAfter)
{
    /// <summary>Whether a policy is enabled. As documented, it is not enabled by default.</summary>
    public static bool IsEnabled(JsonElement policy) =>
        policy.ValueKind == JsonValueKind.Object
        && policy.TryGetProperty("isEnabled", out var value)
        && value.ValueKind == JsonValueKind.True;

    /// <summary>The restrictions of a policy that are enabled and apply to addPassword.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="member">
    /// The member that holds the restrictions. The tenant's default policy has other names for it than the other
    /// policies.
    /// </param>
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

        DateTimeOffset? after =
            DateTimeOffset.TryParse(Text(restriction, "restrictForAppsCreatedAfterDateTime"), out var date)
                ? date
                : null;
        return Text(restriction, "restrictionType") switch
        {
            "passwordAddition" => new PasswordRule(ForbidsAddition: true, MaxLifetime: null, after),
            "passwordLifetime" when IsoDuration.TryParse(Text(restriction, "maxLifetime")) is { } longest =>
                new PasswordRule(ForbidsAddition: false, longest, after),
            _ => null,
        };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
