using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Diagnostics;

/// <summary>Checks the rights in a vault with one secret that has a reserved name and never a value.</summary>
/// <param name="vaults">The vaults.</param>
/// <param name="identifiers">The source of new identifiers.</param>
/// <param name="clock">The time of the Azure services.</param>
internal sealed class VaultChecks(IVaults vaults, IIdentifiers identifiers, ServiceClock clock)
{
    /// <summary>Does in a vault what a rotation does there, in the same order.</summary>
    /// <param name="address">The address of the vault.</param>
    /// <param name="identity">The identity in the vault's tenant. Null if it is unknown.</param>
    /// <param name="onFinding">Receives each finding as it is made.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public async Task ExamineAsync(
        Uri address,
        OwnIdentity? identity,
        Action<Finding> onFinding,
        CancellationToken cancellationToken)
    {
        var vault = vaults.At(address);
        var tags = new VersionTags(identifiers.NewRotation(clock.Now), Guid.Empty, VersionStage.Intent)
        {
            Policy = "doctor"
        };
        var written = await vault
            .WriteAsync(
                Doctor.ProbeName,
                new NewSecret(Value: null, Enabled: true, ExpiresOn: null, tags),
                identifiers.NewCall(),
                cancellationToken)
            .ConfigureAwait(false);
        onFinding(Found(Check.VaultWrite, written.Failure, "writing a secret"));
        if (written.Failure is not null)
        {
            return;
        }

        var version = written.Value.Version.Version;
        var read = await vault.ReadVersionAsync(Doctor.ProbeName, version, cancellationToken).ConfigureAwait(false);
        onFinding(Found(Check.VaultRead, read.Failure, "reading a secret"));
        var disabled = await vault
            .UpdateAsync(
                Doctor.ProbeName,
                version,
                enabled: false,
                tags with { Stage = VersionStage.Closed },
                identifiers.NewCall(),
                cancellationToken)
            .ConfigureAwait(false);
        onFinding(Found(Check.VaultDisable, disabled.Failure, "disabling a version"));

        Finding Found(Check check, CallFailure? failure, string what) => failure is null
            ? new Finding(address.Host, check, true, $"{what} works")
            : new Finding(address.Host, check, false, Failures.OfVault(failure, address, what).Message)
            {
                Remedy = Remedies.OfVault(failure, address, identity)
            };
    }
}
