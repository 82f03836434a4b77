using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Simulation.Museum.Wrapping;

/// <summary>Removes credentials as soon as another one has been published.</summary>
/// <param name="inner">The vault.</param>
/// <param name="directory">Where they are removed.</param>
/// <param name="goes">Which go, told by the tags of what has been published.</param>
internal sealed class RemovingVault(IVault inner, IDirectory directory, Func<Credential, VersionTags, bool> goes) : PassingVault(inner)
{
    public override async Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken)
    {
        var written = await Inner.WriteAsync(name, secret, clientRequestId, cancellationToken).ConfigureAwait(false);
        if (written.Failure is not null || IsPending(name))
        {
            return written;
        }

        var listed = await directory.ListApplicationsAsync(tenantId: null, ListingDetails.None, keep: null, progress: null, cancellationToken).ConfigureAwait(false);
        if (listed.Failure is null && listed.Value.FirstOrDefault(application => application.AppId == secret.Tags.AppId) is { } application)
        {
            foreach (var credential in application.Credentials.Where(credential => goes(credential, secret.Tags)))
            {
                await directory.RemoveCredentialAsync(application, credential.Kind, credential.KeyId, clientRequestId, cancellationToken).ConfigureAwait(false);
            }
        }

        return written;
    }
}
