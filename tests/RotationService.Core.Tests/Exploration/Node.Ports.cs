using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Exploration;

/// <content>What the process reaches: the directory, the vaults, the token endpoint and its audit log.</content>
internal sealed partial class Node
{
    Task<Call<OwnIdentity>> IDirectory.DescribeIdentityAsync(Guid? tenantId, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<Call<IReadOnlyList<DirectoryApplication>>> IDirectory.ListApplicationsAsync(Guid? tenantId, ListingDetails details, Func<DirectoryApplication, DirectoryApplication?>? keep, IProgress<int>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<Call<IReadOnlyList<DirectoryApplication>>> IDirectory.ListServicePrincipalsAsync(Guid? tenantId, IReadOnlyList<Guid> appIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<Call<DirectoryApplication>> IDirectory.ReadApplicationAsync(DirectoryAddress address, CancellationToken cancellationToken) =>
        CallAsync("read application", () => new Call<DirectoryApplication>(explorer.Truth.LaggingRead()), cancellationToken);

    Task<Call<DirectoryApplication?>> IDirectory.FindApplicationAsync(Guid? tenantId, Guid appId, CancellationToken cancellationToken) =>
        CallAsync("find application", () => new Call<DirectoryApplication?>((DirectoryApplication?)null), cancellationToken);

    Task<Call<DirectoryRight>> IDirectory.ReadRightAsync(DirectoryAddress address, CancellationToken cancellationToken) =>
        CallAsync("read right", () => new Call<DirectoryRight>(DirectoryRight.Granted), cancellationToken);

    Task<Call<IReadOnlySet<Guid>?>> IDirectory.ListChangeableAsync(Guid? tenantId, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<Call<CredentialRestrictions>> IDirectory.ReadRestrictionsAsync(DirectoryApplication application, CredentialKind kind, CancellationToken cancellationToken) =>
        CallAsync("read restrictions", () => new Call<CredentialRestrictions>(CredentialRestrictions.None), cancellationToken);

    Task<Call<NewCredential>> IDirectory.AddCredentialAsync(DirectoryApplication application, CredentialKind kind, CredentialMark mark, DateTimeOffset endDateTime, Guid clientRequestId, CancellationToken cancellationToken) => CallAsync(
        "addPassword",
        () =>
        {
            if (explorer.Mood.Personal && explorer.Application.Live.Count >= 2)
            {
                return new Call<NewCredential>(new CallFailure(CallFailureKind.Rejected, "The credential collection can have a maximum of 2 entries."));
            }

            var answer = ((IDirectory)explorer.World).AddCredentialAsync(application, kind, mark, endDateTime, clientRequestId, cancellationToken).Result;
            explorer.Truth.Issued(answer.Value.Credential.KeyId, this);
            return answer;
        },
        CancellationToken.None,
        () => explorer.Truth.CheckIntent(this, clientRequestId, "addPassword"));

    Task<Call<RemovalAnswer>> IDirectory.RemoveCredentialAsync(DirectoryApplication application, CredentialKind kind, Guid keyId, Guid clientRequestId, CancellationToken cancellationToken) => CallAsync(
        $"removePassword {explorer.Truth.NameOf(keyId)}",
        () => ((IDirectory)explorer.World).RemoveCredentialAsync(application, kind, keyId, clientRequestId, CancellationToken.None).Result,
        cancellationToken,
        () => explorer.Truth.CheckRemoval(this, keyId),
        atOnce: true);

    public IVault At(Uri address)
    {
        if (!_vaults.TryGetValue(address, out var vault))
        {
            _vaults[address] = vault = new NodeVault(explorer, this, (FakeVault)explorer.World.At(address), address.Host.Split('.')[0]);
        }

        return vault;
    }

    Task<LogIn> ITokenEndpoint.LogInAsync(Guid? tenantId, Guid appId, SecretText secretText, CancellationToken cancellationToken) => UnwrapAsync(CallAsync(
        $"log in {explorer.Truth.NameOf(secretText.Reveal())}",
        () => new Call<LogIn>(explorer.Truth.LogIn(secretText.Reveal())),
        cancellationToken));

    bool IAuditLog.TryAppend(AuditRecord record)
    {
        explorer.Note(Name, $"  {record.Kind} {record.Step} {explorer.Truth.NameOf(record.KeyId)} {record.Outcome} {record.Reason}");
        Log.Add(record);
        return true;
    }

    IReadOnlyList<AuditRecord> IAuditLog.OpenIntents(Guid objectId) => OpenIntents;
}
