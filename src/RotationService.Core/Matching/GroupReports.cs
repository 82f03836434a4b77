using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>Reports the conditions of a group as a whole.</summary>
internal static class GroupReports
{
    /// <summary>How many applications a message names at most.</summary>
    private const int MostNamed = 5;

    /// <summary>Returns all conditions of the group.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="members">The applications that belong to the group.</param>
    /// <param name="others">
    /// The applications that fit the group and are left out, because the identity may not change them.
    /// </param>
    /// <param name="idle">
    /// The exceptions that fit no app registration. Null if the listing is incomplete, because then no application can
    /// be called missing.
    /// </param>
    public static IEnumerable<PolicyReport> Of(
        Policy policy,
        IReadOnlyList<DirectoryApplication> members,
        IReadOnlyList<DirectoryApplication> others,
        IdleExceptions? idle)
    {
        var entries = idle is null ? [] : IdleEntries(policy, members, others, idle).ToList();
        if (entries.Count > 0)
        {
            yield return new PolicyReport(
                policy,
                Condition.NeedsAttention,
                Reason.EntryMatchesNothing,
                $"{string.Join("; ", entries)}. {(entries.Count == 1
                    ? "Correct it, remove it, or write `optional: true` beside it"
                    : "Correct them, remove them, or write `optional: true` beside them")}. No rotation is held back.")
            {
                Count = entries.Count,
            };
        }

        if (others.Count > 0)
        {
            yield return new PolicyReport(
                policy,
                Condition.Healthy,
                Reason.OthersLeftOut,
                (others.Count == 1
                    ? $"1 application matches the {policy.Application} but is left out, because the identity is not "
                        + $"allowed to change it ({Named(others)}). "
                    : $"{others.Count} applications match the {policy.Application} but are left out, because the "
                        + $"identity is not allowed to change them ({Named(others)}). ")
                    + "To include one, make the identity its owner.")
            {
                Count = others.Count,
            };
        }
        else if (members.Count == 0 && idle is not null && policy.Application.Group!.AppIds.Count == 0)
        {
            yield return new PolicyReport(
                policy,
                Condition.Healthy,
                Reason.GroupIsEmpty,
                $"No application matches the {policy.Application}. If one should match, correct `applications` in the "
                    + "policy. It can take minutes until a new application is listed.");
        }
    }

    private static IEnumerable<string> IdleEntries(
        Policy policy,
        IReadOnlyList<DirectoryApplication> members,
        IReadOnlyList<DirectoryApplication> others,
        IdleExceptions idle)
    {
        var group = policy.Application.Group!;
        foreach (var entry in idle.Of(group).Except(group.OptionalExceptions, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"The exception {entry} matches no application{Nearest(entry, members)}";
        }

        foreach (var selector in policy.Overrides.Where(own => !own.IsOptional).Select(own => own.Application))
        {
            if (!members.Any(selector.IsAbout))
            {
                var why = others.Any(selector.IsAbout)
                    ? " (the identity is not allowed to change the one that matches)"
                    : Nearest(selector.AppId?.ToString("D") ?? selector.DisplayName!, members);
                yield return $"The override for the {selector} matches no application of the group{why}";
            }
        }
    }

    // While an entry is misspelt, the application that it means is still a member.
    private static string Nearest(string entry, IReadOnlyList<DirectoryApplication> members)
    {
        var candidates = members.Select(member =>
            Guid.TryParse(entry, out _) ? member.AppId.ToString("D") : member.DisplayName);
        var nearest = Spelling.Nearest(entry.Replace("*", "", StringComparison.Ordinal), candidates);
        return nearest is null ? "" : $" (did you mean {nearest}?)";
    }

    private static string Named(IReadOnlyList<DirectoryApplication> applications)
    {
        var named = applications
            .Select(application => application.DisplayName)
            .Order(StringComparer.OrdinalIgnoreCase)
            .Take(MostNamed);
        return $"{string.Join(", ", named)}{(applications.Count > MostNamed ? ", …" : "")}";
    }
}
