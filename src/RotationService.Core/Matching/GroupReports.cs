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
                $"{string.Join("; ", entries)}. Correct it, remove it, or write `optional: true` beside it. The rest of the policy is in force.")
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
                $"{(others.Count == 1 ? "1 application fits" : $"{others.Count} applications fit")} the {policy.Application}, and the identity may not "
                    + $"change {(others.Count == 1 ? "it" : "them")}: left out ({Named(others)}). To take one in, make the identity its owner.")
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
                $"No application fits the {policy.Application}. If there should be any, correct `applications` in the policy; a new one may take "
                    + "minutes to be listed.");
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
            yield return $"The exception {entry} fits no application{Nearest(entry, members)}";
        }

        foreach (var selector in policy.Overrides.Where(own => !own.IsOptional).Select(own => own.Application))
        {
            if (!members.Any(selector.IsAbout))
            {
                var why = others.Any(selector.IsAbout)
                    ? " (the identity may not change the one that fits)"
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
