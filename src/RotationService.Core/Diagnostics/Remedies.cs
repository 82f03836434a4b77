using RotationService.Core.Display;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Diagnostics;

/// <summary>The exact commands and instructions that fix what <see cref="Doctor"/> found.</summary>
internal static class Remedies
{
    /// <summary>
    /// Returns the command that grants the application permission to change the applications that the identity owns,
    /// and no others.
    /// </summary>
    public static string Grant(OwnIdentity? identity)
    {
        var objectId = Of(identity);
        return $"az rest --method POST --url https://graph.microsoft.com/v1.0/servicePrincipals/{objectId}/appRoleAssignments --headers Content-Type=application/json"
            + $" --body \"{{\\\"principalId\\\":\\\"{objectId}\\\",\\\"resourceId\\\":\\\"$(az ad sp show --id 00000003-0000-0000-c000-000000000000 --query id --output tsv)\\\",\\\"appRoleId\\\":\\\"18a4783c-866b-4cc7-a460-3d5e5662c884\\\"}}\"";
    }

    public static string? OfVault(CallFailure failure, Uri vault, OwnIdentity? identity)
    {
        var name = VaultObservation.NameOf(vault);
        return failure switch
        {
            { Kind: CallFailureKind.Forbidden, Code: "ForbiddenByFirewall" } => ShellCommand.Of(
                $"az keyvault network-rule add --name {name} --ip-address ADDRESS-OF-THIS-MACHINE"),
            { Kind: CallFailureKind.Forbidden } => ShellCommand.Of(
                $"az role assignment create --role \"Key Vault Secrets Officer\" --scope \"$(az keyvault show --name {name} --query id --output tsv)\" --assignee-object-id {Of(identity)} --assignee-principal-type {(identity?.IsPerson == true ? "User" : "ServicePrincipal")}"),
            { Kind: CallFailureKind.Conflict } => Recover(vault, Doctor.ProbeName),
            { Kind: CallFailureKind.Unreachable } => ShellCommand.Of($"az keyvault show --name {name}")
                + $"   # if the vault exists, check that this machine can reach {vault.Host}",
            _ => null,
        };
    }

    public static string Recover(Uri vault, string secret) => ShellCommand.Of(
        $"az keyvault secret recover --vault-name {VaultObservation.NameOf(vault)} --name {secret}");

    public static string CheckProxy =>
        "check for a proxy between this machine and Azure that sets the Date header of responses";

    public static string SetClock => "timedatectl set-ntp true";

    public static string Shorten(Policy policy, TimeSpan most) =>
        $"set `lifetime: {DurationText.Format(most)}` or less in the policy {policy.Name}";

    private static string Of(OwnIdentity? identity) => identity?.ObjectId?.ToString("D") ?? Failures.UnknownIdentity;
}
