using System.Text.RegularExpressions;

namespace RotationService.Core.Policies;

/// <summary>
/// The rules for policies, regardless of where the policies were read from. Each rule is a named check in one list.
/// </summary>
public static partial class PolicyRules
{
    /// <summary>The longest secret name that Key Vault accepts, in characters.</summary>
    private const int MaxSecretName = 127;

    private const int MaxPolicyName = 128;

    private const int MaxDisplayName = 256;

    private const int MaxConsecutive = 20;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>After this time a credential that never logged in is withdrawn.</summary>
    private static readonly TimeSpan MaxVerifyTimeout = TimeSpan.FromHours(2);

    private static readonly TimeSpan LongLifetime = TimeSpan.FromDays(180);

    /// <summary>The checks of a single policy. All of them run, and none hides another.</summary>
    private static readonly Func<Policy, Verdict?>[] Checks =
    [
        NameIsShort,
        DisplayNameIsPossible,
        TemplateCanBeFilledIn,
        TemplateTellsApplicationsApart,
        SecretNameIsOneThatKeyVaultTakes,
        SecretNameLeavesRoomForPending,
        LifetimeIsAtMostTwoYears,
        LifetimeExceedsRenewBeforeAndGrace,
        RenewBeforeExceedsGraceAndVerify,
        VerifyCountIsSensible,
        VerifyTimeoutIsUnderTwoHours,
        VerifyCanSucceedBeforeItTimesOut,
        WindowOpensInTime,
        GraceIsADay,
        LifetimeIsModest,
    ];

    /// <summary>
    /// Returns all errors and warnings about the policies of one policy file, in the order of the file.
    /// </summary>
    public static IReadOnlyList<PolicyFinding> Check(IReadOnlyList<Policy> policies)
    {
        var findings = new List<PolicyFinding>();
        for (var index = 0; index < policies.Count; index++)
        {
            var verdicts = Verdicts(policies[index]).ToList();
            findings.AddRange(verdicts.Select(verdict =>
                new PolicyFinding(index, verdict.Fields, verdict.Message) { IsWarning = verdict.IsWarning }));
            for (var own = 0; own < policies[index].Overrides.Count; own++)
            {
                // A finding about the policy of the group is not repeated for its overrides.
                findings.AddRange(Verdicts(policies[index].Overrides[own])
                    .ExceptBy(verdicts.Select(verdict => verdict.Message), verdict => verdict.Message)
                    .Select(verdict => new PolicyFinding(index, verdict.Fields, verdict.Message)
                    {
                        IsWarning = verdict.IsWarning,
                        Override = own
                    }));
            }
        }

        findings.AddRange(EqualNames(policies));
        findings.AddRange(SecretNameCollisions.Find(policies));
        return findings;
    }

    /// <summary>
    /// Returns why Key Vault would refuse the name of the secret or of the pending secret. Returns null if it accepts
    /// both.
    /// </summary>
    public static string? SecretNameProblem(Policy policy) =>
        (SecretNameIsOneThatKeyVaultTakes(policy) ?? SecretNameLeavesRoomForPending(policy))?.Message;

    private static IEnumerable<Verdict> Verdicts(Policy policy) =>
        Checks.Select(check => check(policy)).OfType<Verdict>();

    private static Verdict? NameIsShort(Policy policy) =>
        policy.Name.Length > MaxPolicyName || policy.Name.Any(char.IsControl)
            ? Error(
                $"the name of a policy can have at most {MaxPolicyName} characters, all printable, because it is "
                    + "written to tags in the vault; write another name",
                PolicyField.Name)
            : null;

    private static Verdict? DisplayNameIsPossible(Policy policy) =>
        policy.Application.DisplayName is { Length: > MaxDisplayName }
            ? Error(
                $"no application has a display name of more than {MaxDisplayName} characters; correct `displayName`",
                PolicyField.Application)
            : null;

    private static Verdict? TemplateCanBeFilledIn(Policy policy) =>
        SecretTemplate.Problem(policy.Secret) is { } problem ? Error(problem, PolicyField.Secret) : null;

    private static Verdict? TemplateTellsApplicationsApart(Policy policy) =>
        policy.Application.Group is not null
        && SecretTemplate.Problem(policy.Secret) is null
        && !SecretTemplate.TellsApplicationsApart(policy.Secret)
            ? Error(
                $"all applications of the group would share the secret \"{policy.Secret}\"; "
                    + "add {displayName} or {appId} to it, such as \"{displayName}-client-secret\"",
                PolicyField.Secret)
            : null;

    private static Verdict? SecretNameIsOneThatKeyVaultTakes(Policy policy) =>
        SecretTemplate.Problem(policy.Secret) is not null
        || SecretName().IsMatch(SecretTemplate.IsTemplate(policy.Secret)
            ? "x" + SecretTemplate.Rest(policy.Secret)
            : policy.Secret)
            ? null
            : Error(
                $"Key Vault does not accept the secret name \"{policy.Secret}\": use only letters a-z, digits and "
                    + $"hyphens; write \"{Acceptable(policy.Secret)}\"",
                PolicyField.Secret);

    // The parts that applications fill in are not known yet. A name that becomes too long with them is a condition of
    // the application.
    private static Verdict? SecretNameLeavesRoomForPending(Policy policy)
    {
        var length = SecretTemplate.IsTemplate(policy.Secret)
            ? SecretTemplate.Rest(policy.Secret).Length
            : policy.Secret.Length;
        return length + Policy.PendingSuffix.Length > MaxSecretName
            ? Error(
                $"the secret name has {length} characters; Key Vault accepts {MaxSecretName}, and the service appends "
                    + $"\"{Policy.PendingSuffix}\", so write at most {MaxSecretName - Policy.PendingSuffix.Length}",
                PolicyField.Secret)
            : null;
    }

    private static Verdict? LifetimeIsAtMostTwoYears(Policy policy) =>
        policy.Lifetime > Policy.MaxLifetime
            ? Error(
                $"a lifetime of {Text(policy.Lifetime)} is more than two years; write at most {Text(Policy.MaxLifetime)}",
                PolicyField.Lifetime)
            : null;

    private static Verdict? LifetimeExceedsRenewBeforeAndGrace(Policy policy) =>
        policy.Lifetime <= policy.RenewBefore + policy.GracePeriod
            ? Error(
                $"lifetime ({Text(policy.Lifetime)}) must exceed renewBefore ({Text(policy.RenewBefore)}) + "
                    + $"gracePeriod ({Text(policy.GracePeriod)}) = {Text(policy.RenewBefore + policy.GracePeriod)}, "
                    + "because otherwise a credential is due before the previous one has been removed; write a longer "
                    + "lifetime or a shorter renewBefore",
                [PolicyField.Lifetime, PolicyField.RenewBefore, PolicyField.GracePeriod])
            : null;

    private static Verdict? RenewBeforeExceedsGraceAndVerify(Policy policy)
    {
        var least = policy.GracePeriod + policy.Verify.Timeout + Day;
        return policy.RenewBefore <= least
            ? Error(
                $"renewBefore ({Text(policy.RenewBefore)}) must exceed gracePeriod ({Text(policy.GracePeriod)}) + "
                    + $"verify.timeout ({Text(policy.Verify.Timeout)}) + 1 day = {Text(least)}, because otherwise the "
                    + "old credential expires before its grace period ends; write a longer renewBefore (and lifetime) "
                    + "or a shorter gracePeriod",
                [PolicyField.RenewBefore, PolicyField.GracePeriod, PolicyField.Verify, PolicyField.Lifetime])
            : null;
    }

    private static Verdict? VerifyCountIsSensible(Policy policy) =>
        policy.Verify.Consecutive is < 1 or > MaxConsecutive
            ? Error(
                $"verify.consecutive is {policy.Verify.Consecutive}; write 1 to {MaxConsecutive}",
                PolicyField.Verify)
            : null;

    private static Verdict? VerifyTimeoutIsUnderTwoHours(Policy policy) =>
        policy.Verify.Timeout >= MaxVerifyTimeout
            ? Error(
                $"verify.timeout is {Text(policy.Verify.Timeout)}, but a credential that has not logged in is "
                    + $"withdrawn after {Text(MaxVerifyTimeout)}; write less than {Text(MaxVerifyTimeout)}",
                PolicyField.Verify)
            : null;

    private static Verdict? VerifyCanSucceedBeforeItTimesOut(Policy policy) =>
        policy.Verify.Timeout <= policy.Verify.Settle + policy.Verify.Over
            ? Error(
                $"verify.timeout ({Text(policy.Verify.Timeout)}) must exceed settle ({Text(policy.Verify.Settle)}) + "
                    + $"over ({Text(policy.Verify.Over)}), because otherwise no credential can be verified in time; "
                    + "write a longer timeout",
                PolicyField.Verify)
            : null;

    private static Verdict? WindowOpensInTime(Policy policy)
    {
        var least = policy.GracePeriod + policy.Verify.Timeout + policy.Window?.LongestWait;
        return policy.RenewBefore < least
            ? Warning(
                $"the window is closed for up to {Text(policy.Window!.LongestWait)}, so renewBefore "
                    + $"({Text(policy.RenewBefore)}) may be too short for that wait and gracePeriod "
                    + $"({Text(policy.GracePeriod)}); the credential is then published outside the window rather than "
                    + $"late; write a renewBefore of {Text(TimeSpan.FromDays(Math.Ceiling(least.Value.TotalDays)))} or "
                    + "more",
                PolicyField.Window)
            : null;
    }

    private static Verdict? GraceIsADay(Policy policy) =>
        policy.GracePeriod < Day
            ? Warning(
                $"a gracePeriod of {Text(policy.GracePeriod)} is less than 24 h: a program that reads its secret once "
                    + "a day still uses the old value when it is removed",
                PolicyField.GracePeriod)
            : null;

    private static Verdict? LifetimeIsModest(Policy policy) =>
        policy.Lifetime > LongLifetime && policy.Lifetime <= Policy.MaxLifetime
            ? Warning(
                $"a lifetime of {Text(policy.Lifetime)} is more than 180 d: a leaked secret works for that long; "
                    + "rotation costs nothing, so a shorter lifetime is safer",
                PolicyField.Lifetime)
            : null;

    private static IEnumerable<PolicyFinding> EqualNames(IReadOnlyList<Policy> policies)
    {
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < policies.Count; index++)
        {
            if (!seen.TryAdd(policies[index].Name, index))
            {
                yield return new PolicyFinding(
                    index,
                    [PolicyField.Name],
                    $"the policy name \"{policies[index].Name}\" is used twice; write another name")
                {
                    CollidesWith = seen[policies[index].Name],
                };
            }
        }
    }

    private static string Acceptable(string name)
    {
        var text = NotAllowed().Replace(name, "-").Trim('-');
        return text.Length > 0 ? text : "my-client-secret";
    }

    private static string Text(TimeSpan duration) => DurationText.Format(duration);

    private static Verdict Error(string message, params PolicyField[] fields) => new(message, fields, IsWarning: false);

    private static Verdict Warning(string message, params PolicyField[] fields) =>
        new(message, fields, IsWarning: true);

    [GeneratedRegex("^[0-9a-zA-Z-]+\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex SecretName();

    [GeneratedRegex("[^0-9a-zA-Z{}-]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NotAllowed();

    private sealed record Verdict(string Message, PolicyField[] Fields, bool IsWarning);
}
