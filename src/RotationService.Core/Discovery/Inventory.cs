using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Discovery;

/// <summary>All applications that a listing of the directory shows, and how their secrets stand. Looks at no vault.</summary>
/// <param name="Applications">The applications, the most urgent first.</param>
/// <param name="At">The time that it goes by.</param>
public sealed record Inventory(IReadOnlyList<DiscoveredApplication> Applications, DateTimeOffset At)
{
    /// <summary>What of the tenants could not be listed and may be missing here; empty if all could.</summary>
    public IReadOnlyList<UnlistedTenant> Unlisted { get; init; } = [];

    /// <summary>Takes it.</summary>
    /// <param name="applications">What the listing shows, with the details that the policies go by.</param>
    /// <param name="policies">The policies; empty for none.</param>
    /// <param name="now">The services' time.</param>
    /// <param name="ownership">What of it the identity may change: others that fit a group are not covered by it. Null if that is not known.</param>
    public static Inventory Of(IReadOnlyList<DirectoryApplication> applications, PolicySet policies, DateTimeOffset now, Ownership? ownership = null)
    {
        var covering = PolicyAssignment.Resolve(policies, new DirectoryListing(applications) { Ownership = ownership ?? Ownership.Unknown }).Subjects
            .Where(subject => subject.Application is not null)
            .ToLookup(subject => subject.Application!.Address, subject => subject.Policy);
        return new Inventory(
            [
                .. applications
                    .Select(application => Discover(application, [.. covering[application.Address]], now))
                    .OrderBy(found => found.Urgency)
                    .ThenBy(found => found.LastEnd ?? DateTimeOffset.MaxValue)
                    .ThenBy(found => found.Application.DisplayName, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(found => found.Application.AppId)
                    .ThenBy(found => found.Application.TenantId),
            ],
            now);
    }

    private static DiscoveredApplication Discover(DirectoryApplication application, IReadOnlyList<Policy> policies, DateTimeOffset now)
    {
        var credentials = application.Credentials.OrderBy(credential => credential.EndDateTime).ThenBy(credential => credential.KeyId).ToList();
        var first = credentials.FirstOrDefault(credential => !credential.HasEnded(now))?.EndDateTime;
        var last = credentials.LastOrDefault()?.EndDateTime;
        return new DiscoveredApplication(
            application,
            [.. policies.Select(policy => policy.Name)],
            [.. credentials.Select(credential => new DiscoveredCredential(credential, OriginOf(credential, policies)))],
            UrgencyOf(last, now))
        {
            FirstEnd = first == DateTimeOffset.MaxValue ? null : first,
            LastEnd = last == DateTimeOffset.MaxValue ? null : last,
            Advice = Advisor.Of(application, now),
        };
    }

    private static Urgency UrgencyOf(DateTimeOffset? last, DateTimeOffset now) => (last - now)?.TotalDays switch
    {
        null => Urgency.NoSecret,
        _ when last == DateTimeOffset.MaxValue => Urgency.WithoutEnd,
        <= 0 => Urgency.Expired,
        <= 7 => Urgency.Within7Days,
        <= 30 => Urgency.Within30Days,
        <= 90 => Urgency.Within90Days,
        _ => Urgency.Later,
    };

    private static Origin OriginOf(Credential credential, IReadOnlyList<Policy> policies) =>
        credential.Mark is not { } mark ? Origin.Foreign
        : policies.Any(policy => mark.SecretHash == CredentialMark.HashOf(policy.Secret) && policy.Vaults.Any(vault => VaultObservation.NameOf(vault) == mark.VaultName)) ? Origin.Ours
        : Origin.Elsewhere;
}
