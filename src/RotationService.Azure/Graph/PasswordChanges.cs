using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Azure.Tokens;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>Adds and removes passwords, each with exactly one request.</summary>
internal sealed class PasswordChanges(
    GraphConnection graph,
    GraphTokens tokens,
    GraphLanes lanes,
    Attempts attempts)
{
    /// <summary>
    /// The message of Graph's 400 for a credential that it does not know, as observed. Its error code is the one of
    /// every bad request.
    /// </summary>
    private const string NoSuchCredential = "No password credential found";

    public async Task<Call<NewCredential>> AddAsync(
        DirectoryApplication application,
        CredentialMark mark,
        DateTimeOffset endDateTime,
        Guid clientRequestId,
        CancellationToken cancellationToken)
    {
        // Waiting for a turn and getting a token come before the request, because they can still be canceled.
        var lane = lanes.WritesTo(application.IsOpenToPersonalAccounts);
        var ready = await attempts.JudgeAsync(
            async () =>
            {
                await tokens.GetAsync(cancellationToken);
                await lane.EnterAsync(Lane.LongestWait, cancellationToken);
                return new Call<bool>(true);
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return ready.Failure is null
            ? await attempts.SendAsync(lane, () => SendAsync(application, mark, endDateTime, clientRequestId))
            : ready.Fail<NewCredential>();
    }

    public Task<Call<RemovalAnswer>> RemoveAsync(
        DirectoryApplication application,
        Guid keyId,
        Guid clientRequestId,
        CancellationToken cancellationToken) =>
        attempts.ChangeAsync(
            lanes.WritesTo(application.IsOpenToPersonalAccounts),
            async token =>
            {
                var request = graph.Client.RemovePassword(application.Address, keyId);
                var answer = RequestTrace.Add(request, clientRequestId);
                try
                {
                    await graph.SendNoContentAsync(request, token);
                    return new Call<RemovalAnswer>(RemovalAnswer.Removed, RequestTrace.IdOf(answer));
                }
                catch (ApiException e) when (
                    e.ResponseStatusCode == 400
                    && e.Message.Contains(NoSuchCredential, StringComparison.OrdinalIgnoreCase))
                {
                    return new Call<RemovalAnswer>(RemovalAnswer.NotFound, RequestTrace.IdOf(answer));
                }
            },
            cancellationToken);

    private async Task<Call<NewCredential>> SendAsync(
        DirectoryApplication application,
        CredentialMark mark,
        DateTimeOffset endDateTime,
        Guid clientRequestId)
    {
        var request = graph.Client.AddPassword(
            application.Address,
            new PasswordCredential { DisplayName = mark.ToString(), EndDateTime = endDateTime });
        var answer = RequestTrace.Add(request, clientRequestId);
        var made = await graph.SendAsync(
            request,
            PasswordCredential.CreateFromDiscriminatorValue,
            CancellationToken.None);
        if (made is not { KeyId: { } keyId, SecretText: { Length: > 0 } value })
        {
            return new Call<NewCredential>(
                RequestTrace.Unreadable("it accepted addPassword but returned no value", answer));
        }

        // A member that Graph leaves out has the requested value.
        var credential = new Credential(
            keyId,
            made.DisplayName ?? mark.ToString(),
            made.StartDateTime ?? DateTimeOffset.MinValue,
            made.EndDateTime ?? endDateTime,
            made.Hint);
        return new Call<NewCredential>(
            new NewCredential(credential, new SecretText(value)),
            RequestTrace.IdOf(answer));
    }
}
