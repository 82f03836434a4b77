using System.Text;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Rotation;

/// <summary>
/// The report of an idle application in a quarter of the memory. Nearly all applications of a large tenant are idle,
/// and are reported again in every sweep.
/// </summary>
/// <remarks>The packed report omits everything that the policy and the application themselves contain.</remarks>
internal static class PackedReport
{
    private const int GuidSize = 16;

    /// <summary>The size of most packed reports in bytes.</summary>
    private const int UsualSize = 192;

    /// <summary>
    /// Packs a report. Returns null if the report contains more than an idle application needs: an application that was
    /// not observed, credentials or vaults other than those given, steps, or a follow-up.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="policy">The policy that the report will be unpacked with.</param>
    /// <param name="application">The application that the report will be unpacked with.</param>
    public static byte[]? Pack(ApplicationReport report, Policy policy, DirectoryApplication application)
    {
        if (report is not { Observed: true, FollowUpAt: null, Steps: [] }
            || !report.Credentials.Select(staged => staged.Credential).SequenceEqual(application.Credentials)
            || !report.Vaults.Select(standing => standing.Vault).SequenceEqual(policy.Vaults))
        {
            return null;
        }

        using var bytes = new MemoryStream(UsualSize);
        using var packed = new BinaryWriter(bytes, Encoding.UTF8);
        packed.Write((byte)report.Condition);
        packed.Write((byte)report.Reason);
        packed.Write((byte)report.NextAction);
        packed.Write(report.NextActionAt is not null);
        packed.Write(report.NextActionAt?.UtcTicks ?? 0);
        packed.Write(report.Message);
        foreach (var staged in report.Credentials)
        {
            packed.Write((byte)staged.Stage);
        }

        foreach (var standing in report.Vaults)
        {
            packed.Write((byte)standing.State);
            WriteKeyId(packed, standing.KeyId, application);
            WriteVersion(packed, standing.Version);
            WriteText(packed, standing.Failure);
        }

        packed.Flush();
        return bytes.ToArray();
    }

    /// <summary>Unpacks a report with the current objects of the policy and the application.</summary>
    public static ApplicationReport Unpack(byte[] packed, Policy policy, DirectoryApplication application)
    {
        using var from = new BinaryReader(new MemoryStream(packed, writable: false), Encoding.UTF8);
        var (condition, reason, nextAction) =
            ((Condition)from.ReadByte(), (Reason)from.ReadByte(), (Step)from.ReadByte());
        var (hasNext, ticks) = (from.ReadBoolean(), from.ReadInt64());
        return new ApplicationReport(policy, condition, reason, from.ReadString())
        {
            Application = application,
            NextAction = nextAction,
            NextActionAt = hasNext ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
            Credentials = [.. application.Credentials
                .Select(credential => new StagedCredential(credential, (Stage)from.ReadByte()))],
            Vaults =
            [
                .. policy.Vaults.Select(vault => new VaultStanding(vault, (VaultState)from.ReadByte())
                {
                    KeyId = ReadKeyId(from, application),
                    Version = ReadVersion(from),
                    Failure = ReadText(from),
                }),
            ],
        };
    }

    // The key ID is usually that of one of the application's credentials, so its position is enough. 0 means that it is
    // not.
    private static void WriteKeyId(BinaryWriter packed, Guid? keyId, DirectoryApplication application)
    {
        var place = application.Credentials.TakeWhile(credential => credential.KeyId != keyId).Count();
        var isListed = place < application.Credentials.Count && place < byte.MaxValue - 1;
        packed.Write((byte)(isListed ? place + 1 : 0));
        if (!isListed)
        {
            Write(packed, keyId);
        }
    }

    private static Guid? ReadKeyId(BinaryReader from, DirectoryApplication application) =>
        from.ReadByte() is > 0 and var place ? application.Credentials[place - 1].KeyId : ReadGuid(from);

    private static void Write(BinaryWriter packed, Guid? guid)
    {
        packed.Write(guid is not null);
        if (guid is { } value)
        {
            packed.Write(value.ToByteArray());
        }
    }

    private static Guid? ReadGuid(BinaryReader from) => from.ReadBoolean() ? new Guid(from.ReadBytes(GuidSize)) : null;

    // A version in Azure is 32 hex digits. Any other version is kept as text.
    private static void WriteVersion(BinaryWriter packed, string? version)
    {
        var number = Guid.TryParseExact(version, "N", out var parsed) && parsed.ToString("N") == version
            ? parsed
            : (Guid?)null;
        Write(packed, number);
        WriteText(packed, number is null ? version : null);
    }

    private static string? ReadVersion(BinaryReader from)
    {
        var number = ReadGuid(from);
        var text = ReadText(from);
        return number?.ToString("N") ?? text;
    }

    private static void WriteText(BinaryWriter packed, string? text)
    {
        packed.Write(text is not null);
        if (text is not null)
        {
            packed.Write(text);
        }
    }

    private static string? ReadText(BinaryReader from) => from.ReadBoolean() ? from.ReadString() : null;
}
