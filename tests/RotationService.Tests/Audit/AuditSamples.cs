using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Tests.Audit;

/// <summary>Records to write.</summary>
internal static class AuditSamples
{
    public static readonly Guid AppId = Guid.Parse("00000000-0000-0000-0000-000000000001");

    public static readonly Guid ObjectId = Id(900);

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static AuditRecord Intent(int number, Guid? objectId = null) => new(AuditKind.Intent, Noon.AddMinutes(number), Id(number), Step.Issue)
    {
        Policy = "payments-api",
        AppId = AppId,
        ObjectId = objectId ?? ObjectId,
        RotationId = new RotationId(Id(800)),
        Reason = Reason.NearingExpiry,
        Vault = new Uri("https://contoso-prod.vault.azure.net"),
        Secret = "payments-api-client-secret",
    };

    public static AuditRecord Outcome(int number) => new(AuditKind.Outcome, Noon.AddMinutes(number).AddSeconds(1), Id(number), Step.Issue)
    {
        Policy = "payments-api",
        AppId = AppId,
        ObjectId = ObjectId,
        KeyId = Id(700),
        Outcome = StepOutcome.Done,
        Reason = Reason.NearingExpiry,
        Message = "a message with \"quotes\",\na line break and ümlauts",
        RequestId = "request",
    };

    public static Guid Id(int number) => Guid.ParseExact($"00000000-0000-7000-8000-{number:d12}", "D");
}
