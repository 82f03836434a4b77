using System.Text.Json;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Hosting;
using RotationService.Output;

namespace RotationService.Tests.Output;

public sealed class ResultDocumentTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly UnlistedTenant Unlisted =
        new(Guid.Parse("00000000-0000-0000-0000-0000000000bb"), DirectoryKind.ServicePrincipal, new CallFailure(CallFailureKind.Forbidden, "not let in"));

    [Fact]
    public void The_document_has_the_shape_that_programs_rely_on()
    {
        var report = new SweepReport([Rotated(), Missing()], Noon, Noon.AddMinutes(3))
        {
            Unlisted = [Unlisted],
            Policies =
            [
                new PolicyReport(Reports.PolicyOf("team"), Condition.NeedsAttention, Reason.EntryMatchesNothing, "svc-legcy") { Count = 1 },
                new PolicyReport(Reports.PolicyOf("team"), Condition.Healthy, Reason.OthersLeftOut, "3 applications") { Count = 3 },
            ],
        };

        var expected = """
            {
              "applications": [
                {
                  "application": {
                    "appId": "00000000-0000-0000-0000-000000000001",
                    "kind": "application",
                    "objectId": "00000000-0000-0000-0000-000000000002",
                    "tenantId": "00000000-0000-0000-0000-0000000000aa",
                    "displayName": "payments-api"
                  },
                  "policy": "payments-api",
                  "secret": "payments-api-client-secret",
                  "vaults": [
                    "https://contoso-prod.vault.azure.net"
                  ],
                  "vaultStates": [
                    {
                      "vault": "https://contoso-prod.vault.azure.net",
                      "state": "Current",
                      "keyId": "00000000-0000-0000-0000-000000000003",
                      "version": "version-1",
                      "message": null
                    }
                  ],
                  "condition": "Healthy",
                  "reason": "InGrace",
                  "message": "in grace",
                  "needsHuman": false,
                  "current": {
                    "keyId": "00000000-0000-0000-0000-000000000003",
                    "displayName": null,
                    "startDateTime": "2026-11-22T12:00:00Z",
                    "endDateTime": "2027-02-20T12:00:00Z",
                    "stage": "Current"
                  },
                  "previous": [
                    {
                      "keyId": "00000000-0000-0000-0000-000000000004",
                      "displayName": null,
                      "startDateTime": "2026-11-22T12:00:00Z",
                      "endDateTime": "2027-02-20T12:00:00Z",
                      "stage": "Previous"
                    }
                  ],
                  "pending": [],
                  "foreign": [
                    {
                      "keyId": "00000000-0000-0000-0000-000000000005",
                      "displayName": "by hand",
                      "startDateTime": "2026-11-22T12:00:00Z",
                      "endDateTime": null,
                      "stage": "Foreign"
                    }
                  ],
                  "elsewhere": [],
                  "nextAction": "Retire",
                  "nextActionAt": "2026-11-25T12:00:00Z",
                  "steps": [
                    {
                      "step": "Promote",
                      "keyId": "00000000-0000-0000-0000-000000000003",
                      "outcome": "Done",
                      "reason": "NearingExpiry",
                      "at": "2026-11-22T12:00:00Z"
                    },
                    {
                      "step": "RemoveOrphan",
                      "keyId": null,
                      "outcome": "Done",
                      "reason": "Orphan",
                      "at": "2026-11-22T12:00:00Z"
                    }
                  ]
                },
                {
                  "application": {
                    "appId": null,
                    "kind": "application",
                    "objectId": null,
                    "tenantId": null,
                    "displayName": "nobody"
                  },
                  "policy": "nobody",
                  "secret": "nobody-client-secret",
                  "vaults": [
                    "https://contoso-prod.vault.azure.net"
                  ],
                  "vaultStates": [],
                  "condition": "NeedsAttention",
                  "reason": "ApplicationNotFound",
                  "message": "there is none",
                  "needsHuman": true,
                  "current": null,
                  "previous": [],
                  "pending": [],
                  "foreign": [],
                  "elsewhere": [],
                  "nextAction": "None",
                  "nextActionAt": null,
                  "steps": []
                }
              ],
              "unmatched": [],
              "unlisted": [
                {
                  "tenantId": "00000000-0000-0000-0000-0000000000bb",
                  "kind": "servicePrincipal",
                  "message": "not let in"
                }
              ],
              "policies": [
                {
                  "policy": "team",
                  "condition": "NeedsAttention",
                  "reason": "EntryMatchesNothing",
                  "message": "svc-legcy",
                  "needsHuman": true,
                  "count": 1
                },
                {
                  "policy": "team",
                  "condition": "Healthy",
                  "reason": "OthersLeftOut",
                  "message": "3 applications",
                  "needsHuman": false,
                  "count": 3
                }
              ],
              "service": [
                {
                  "condition": "NeedsAttention",
                  "reason": "PermissionMissing",
                  "message": "Microsoft Graph does not allow the identity to list the service principals of tenant 00000000-0000-0000-0000-0000000000bb: not let in Ask an administrator of that tenant to consent to the service's application and to grant it the application permission Application.ReadWrite.OwnedBy.",
                  "needsHuman": true
                }
              ],
              "summary": {
                "managed": 1,
                "rotated": 1,
                "retired": 1,
                "pending": 0,
                "failed": 0,
                "attention": 3
              },
              "calls": {
                "graph": 3,
                "vault": 2,
                "token": 1
              },
              "startedAt": "2026-11-22T12:00:00Z",
              "finishedAt": "2026-11-22T12:03:00Z"
            }
            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), ResultDocument.Write(report, new CallTotals(3, 2, 1)).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Exit_codes_follow_the_report()
    {
        Assert.Equal(ExitCode.Fine, ExitCode.Of(Report(Rotated())));
        Assert.Equal(ExitCode.Fine, ExitCode.Of(Report(Rotated() with { Condition = Condition.Expired })));
        Assert.Equal(ExitCode.Trouble, ExitCode.Of(Report(Rotated(), Missing())));
        Assert.Equal(ExitCode.Trouble, ExitCode.Of(Report(Rotated() with { Condition = Condition.Failed })));
        Assert.Equal(ExitCode.Trouble, ExitCode.Of(Report(Missing())));
        Assert.Equal(ExitCode.Unreachable, ExitCode.Of(Report(Missing() with { Reason = Reason.PermissionMissing })));
        Assert.Equal(ExitCode.Trouble, ExitCode.Of(Report(Rotated()) with { Unlisted = [Unlisted] }));
        Assert.Equal(ExitCode.Unreachable, ExitCode.Of(Report() with { DirectoryFailure = new CallFailure(CallFailureKind.Unreachable, "no network") }));
    }

    [Fact]
    public void A_directory_that_failed_is_still_one_document()
    {
        var report = Report() with { DirectoryFailure = new CallFailure(CallFailureKind.Forbidden, "not let in") };

        using var document = JsonDocument.Parse(ResultDocument.Write(report, new CallTotals(1, 0, 1)));
        Assert.Equal("not let in", document.RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public void Plain_tables_are_aligned_and_bear_no_colours()
    {
        using var text = new StringWriter();
        ReportTables.Status(new Terminal(text, TextWriter.Null, IsTerminal: false, HasColour: false), Report(Rotated(), Missing()));

        var lines = text.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith("POLICY        CONDITION       REASON", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("payments-api  Healthy         InGrace", lines[1], StringComparison.Ordinal);
        Assert.Contains("nobody: there is none", lines);
        Assert.DoesNotContain('\u001b', text.ToString());
    }

    [Fact]
    public void Tenants_are_shown_where_there_are_several_and_one_that_could_not_be_listed_is_told_unless_an_application_does()
    {
        var elsewhere = Rotated() with { Application = Rotated().Application! with { TenantId = Unlisted.TenantId } };
        using var text = new StringWriter();
        var terminal = new Terminal(text, TextWriter.Null, IsTerminal: false, HasColour: false);
        ReportTables.Status(terminal, Report(Rotated(), elsewhere, Missing()) with { Unlisted = [Unlisted] });

        var lines = text.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith("POLICY        TENANT                                CONDITION", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("payments-api  00000000-0000-0000-0000-0000000000bb  Healthy", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("nobody        -                                     Needs", lines[3], StringComparison.Ordinal);
        Assert.Contains("tenant 00000000-0000-0000-0000-0000000000bb: its service principals could not be listed: not let in", lines);
        Assert.Empty(ReportTables.Unsaid(Report(Missing() with { Message = "because: not let in" }) with { Unlisted = [Unlisted] }));
    }

    [Fact]
    public void Vaults_that_show_different_things_are_told_apart_and_others_need_no_line()
    {
        var (we, ne) = (new Uri("https://contoso-we.vault.azure.net"), new Uri("https://contoso-ne.vault.azure.net"));
        VaultStanding[] alike = [Standing(we, VaultState.Current, 3), Standing(ne, VaultState.Current, 3)];
        VaultStanding[] apart = [alike[0], Standing(ne, VaultState.Behind, 4)];
        VaultStanding[] unread = [alike[0], new VaultStanding(ne, VaultState.Unreadable) { Failure = "the firewall refuses" }];
        using var text = new StringWriter();
        ReportTables.Status(
            new Terminal(text, TextWriter.Null, IsTerminal: false, HasColour: false),
            Report(Rotated(), Rotated() with { Vaults = alike }, Rotated() with { Vaults = apart }, Rotated() with { Vaults = unread }));

        Assert.Equal(
            [
                "payments-api: contoso-we has the current value (00000000); contoso-ne has an earlier value (00000000)",
                "payments-api: contoso-we has the current value (00000000); contoso-ne cannot be read: the firewall refuses",
            ],
            text.ToString().ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("payments-api: ", StringComparison.Ordinal)));
    }

    private static VaultStanding Standing(Uri vault, VaultState state, int keyId) => new(vault, state) { KeyId = Id(keyId), Version = "version-1" };

    private static SweepReport Report(params ApplicationReport[] applications) => new(applications, Noon, Noon.AddMinutes(3));

    private static ApplicationReport Rotated() => new(PolicyOf("payments-api", ApplicationSelector.ByAppId(Id(1))), Condition.Healthy, Reason.InGrace, "in grace")
    {
        Application = new DirectoryApplication(Id(1), Id(2), "payments-api", "AzureADMyOrg", []) { TenantId = Guid.Parse("00000000-0000-0000-0000-0000000000aa") },
        Credentials =
        [
            new StagedCredential(Credential(3), Stage.Current),
            new StagedCredential(Credential(4), Stage.Previous),
            new StagedCredential(Credential(5) with { DisplayName = "by hand", EndDateTime = DateTimeOffset.MaxValue }, Stage.Foreign),
        ],
        Vaults = [new VaultStanding(new Uri("https://contoso-prod.vault.azure.net"), VaultState.Current) { KeyId = Id(3), Version = "version-1" }],
        NextAction = Step.Retire,
        NextActionAt = Noon.AddDays(3),
        Steps =
        [
            new StepRecord(Step.Promote, Id(3), StepOutcome.Done, Reason.NearingExpiry, Noon),
            new StepRecord(Step.RemoveOrphan, null, StepOutcome.Done, Reason.Orphan, Noon),
        ],
    };

    private static ApplicationReport Missing() =>
        new(PolicyOf("nobody", ApplicationSelector.ByDisplayName("nobody")), Condition.NeedsAttention, Reason.ApplicationNotFound, "there is none") { Observed = false };

    private static Policy PolicyOf(string name, ApplicationSelector application) =>
        new(name, application, [new Uri("https://contoso-prod.vault.azure.net")], $"{name}-client-secret");

    private static Credential Credential(int number) => new(Id(number), null, Noon, Noon.AddDays(90), "abc");

    private static Guid Id(int number) => Guid.ParseExact($"00000000-0000-0000-0000-{number:d12}", "D");
}
