using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Tests.Output;

/// <summary>Reports to be printed or told.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static SweepReport Of(params ApplicationReport[] applications) => new(applications, Noon, Noon);

    public static ApplicationReport Application(string name, Condition condition, Reason reason, params StepRecord[] steps) =>
        new(PolicyOf(name), condition, reason, $"the matter with {name}") { Application = Directory(name), Steps = steps };

    public static Policy PolicyOf(string name) =>
        new(name, ApplicationSelector.ByDisplayName(name), [new Uri("https://contoso-prod.vault.azure.net")], $"{name}-client-secret");

    public static DirectoryApplication Directory(string name) => new(Id(1), Id(2), name, "AzureADMyOrg", []);

    public static StepRecord Step(Step step, StepOutcome outcome, Reason reason, int? keyId = null) =>
        new(step, keyId is { } number ? Id(number) : null, outcome, reason, Noon);

    public static StepRecord[] Rotation(StepOutcome outcome, Reason reason) =>
        [.. ((Step[])[Core.Planning.Step.Preflight, Core.Planning.Step.Issue, Core.Planning.Step.Store, Core.Planning.Step.Verify, Core.Planning.Step.Promote]).Select(step => Step(step, outcome, reason))];

    public static Guid Id(int number) => Guid.ParseExact($"{number:d8}-0000-0000-0000-000000000000", "D");
}
