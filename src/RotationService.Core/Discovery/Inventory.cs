using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Discovery;

/// <summary>All applications of a directory listing and the state of their secrets. It reads no vault.</summary>
/// <param name="Applications">The applications, the most urgent first.</param>
/// <param name="At">The time that the state refers to.</param>
public sealed record Inventory(IReadOnlyList<DiscoveredApplication> Applications, DateTimeOffset At)
{
    /// <summary>
    /// The parts of the tenants that could not be listed and may be missing here. Empty if everything was listed.
    /// </summary>
    public IReadOnlyList<UnlistedTenant> Unlisted { get; init; } = [];

    /// <summary>Builds the inventory.</summary>
    /// <param name="applications">The listed applications, with the details that the policies need.</param>
    /// <param name="policies">The policies. Empty if there are none.</param>
    /// <param name="now">The time of the Azure services.</param>
    /// <param name="ownership">
    /// What the identity may change. A group policy does not cover other applications that fit it. Null if the
    /// ownership is unknown.
    /// </param>
    public static Inventory Of(
        IReadOnlyList<DirectoryApplication> applications,
        PolicySet policies,
        DateTimeOffset now,
        Ownership? ownership = null)
    {
        var covering = PolicyAssignment
            .Resolve(policies, new DirectoryListing(applications) { Ownership = ownership ?? Ownership.Unknown })
            .Assignments
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

    private static DiscoveredApplication Discover(
        DirectoryApplication application,
        IReadOnlyList<Policy> policies,
        DateTimeOffset now)
    {
        var credentials = application.Credentials
            .OrderBy(credential => credential.EndDateTime)
            .ThenBy(credential => credential.KeyId)
            .ToList();
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
        : policies.Any(policy =>
            mark.SecretHash == CredentialMark.HashOf(policy.Secret)
            && policy.Vaults.Any(vault => VaultObservation.NameOf(vault) == mark.VaultName)) ? Origin.Ours
        : Origin.Elsewhere;
}
