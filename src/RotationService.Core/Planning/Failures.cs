using RotationService.Core.Credentials;
using RotationService.Core.Display;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <summary>Translates a failed call into a reason and a message that says what to do.</summary>
internal static class Failures
{
    private const string PasswordsForbidden =
        "The tenant's app management policy does not allow client secrets on this application. "
        + "Exempt the application from that policy, or use a certificate or a federated credential instead and remove "
        + "the application from the rotation policies.";

    /// <summary>
    /// The placeholder in a command for the object ID of the identity's service principal, where the ID is not known.
    /// </summary>
    public const string UnknownIdentity = "OBJECT-ID-OF-THE-IDENTITY";

    /// <summary>The tenant allows no credentials of a kind.</summary>
    public static (Reason Reason, string Message) AdditionForbidden(CredentialKind kind) => kind switch
    {
        CredentialKind.Password => (Reason.PasswordsForbidden, PasswordsForbidden),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    /// <summary>Nothing that Graph shows tells which credential is in use.</summary>
    /// <param name="kind">The kind of the credential.</param>
    /// <param name="keyId">The credential that the newest version names.</param>
    public static (Reason Reason, string Message) Indistinct(CredentialKind kind, Guid keyId) => kind switch
    {
        CredentialKind.Password => (
            Reason.HintMissing,
            $"Microsoft Graph does not show which credential is in use: it shows no hint of credential {keyId}, or "
                + "another live credential has the same hint. Nothing is retired. "
                + "Remove the previous credentials yourself when nothing uses them."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    public static (Reason Reason, string Message) OfVault(CallFailure failure, Uri vault, string what) =>
        failure.Kind switch
        {
            CallFailureKind.Forbidden => (
                Reason.VaultForbidden,
                $"Access to key vault {vault.Host} was denied while {what}: {failure.Message} "
                    + "Grant the identity the role Key Vault Secrets Officer on the vault, or a role with the same "
                    + "permissions on secrets, and allow its network address in the vault's firewall."),
            CallFailureKind.Unreachable => (
                Reason.VaultUnreachable,
                $"Key vault {vault.Host} does not respond: {failure.Message} Check the vault's name in the policy, and "
                    + "the DNS resolution and the network connection from this machine to the vault."),
            CallFailureKind.Conflict when failure.Code is "ObjectIsDeletedButRecoverable" or "ObjectIsBeingDeleted" =>
                (Reason.NameSoftDeleted, SoftDeleted(vault, secret: null)),
            CallFailureKind.Throttled => (
                Reason.Throttled,
                $"Key vault {vault.Host} is throttling requests. The service tries again later."),
            _ => (
                Reason.UnexpectedError,
                $"An error occurred in key vault {vault.Host} while {what}: {failure.Message}"),
        };

    public static string SoftDeleted(Uri vault, string? secret) =>
        $"A soft-deleted secret uses {(secret is null ? "a name that the service needs" : $"the name '{secret}'")} "
        + $"in key vault {vault.Host}. "
        + "Recover it (az keyvault secret recover) if it belongs to this application, purge it if nobody needs it, "
        + "or set another `secret` in the policy.";

    /// <summary>Returns the message for credentials of an application that cannot be read.</summary>
    public static string Unreadable(DirectoryApplication application, string what) =>
        $"Microsoft Graph's response about the {application.Kind.Noun()} cannot be used: {what}. "
        + "Nothing is done for it until its credentials can be read. Check them "
        + $"(az ad {(application.Kind is DirectoryKind.ServicePrincipal ? "sp" : "app")} credential list "
        + $"--id {application.AppId}).";

    /// <summary>
    /// Returns the command that makes an identity an owner, with a placeholder if its object ID is not known.
    /// </summary>
    /// <remarks>
    /// The Azure CLI has no such command for service principals, so the command sends the request itself.
    /// </remarks>
    public static string OwnerCommand(DirectoryApplication application, Guid? identity)
    {
        var owner = identity?.ToString("D") ?? UnknownIdentity;
        return application.Kind is DirectoryKind.ServicePrincipal
            ? $"az rest --method POST --url 'https://graph.microsoft.com/v1.0/servicePrincipals/{application.ObjectId}/owners/$ref' --body '{{\"@odata.id\":\"https://graph.microsoft.com/v1.0/directoryObjects/{owner}\"}}'"
            : ShellCommand.Of($"az ad app owner add --id {application.AppId} --owner-object-id {owner}");
    }

    public static (Reason Reason, string Message) OfRight(DirectoryRight right, DirectoryApplication application) =>
        right is DirectoryRight.NotOwner
            ? (
                Reason.NotOwner,
                $"The identity can change only the {application.Kind.Noun()}s that it owns, and it does not own this "
                    + $"one. Run: {OwnerCommand(application, identity: null)}")
            : (
                Reason.PermissionMissing,
                "The identity's token has no permission to change applications. Grant the identity the Microsoft Graph "
                    + "application permission Application.ReadWrite.OwnedBy, with admin consent.");

    public static (Reason Reason, string Message) OfGraph(
        CallFailure failure,
        DirectoryApplication application,
        string what) => (failure.Kind, failure.Code) switch
        {
            (CallFailureKind.Throttled, _) =>
                (Reason.Throttled, "Microsoft Graph is throttling requests. The service tries again later."),
            (_, "Directory_ConcurrencyViolation") => (
                Reason.Throttled,
                $"Microsoft Graph refused a change, because another change to the {application.Kind.Noun()} was made "
                    + "at the same time. The service tries again shortly."),
            (_, "CredentialInvalidLifetimeAsPerAppPolicy") => (
                Reason.LifetimeForbidden,
                $"The tenant's app management policy does not allow a lifetime of this length: {failure.Message} "
                    + "Set a shorter `lifetime` in the rotation policy."),
            (_, "CredentialTypeNotAllowedAsPerAppPolicy") => AdditionForbidden(CredentialKind.Password),
            (_, "Directory_ResourceSizeExceeded") => (
                Reason.CredentialLimit,
                $"The {application.Kind.Noun()} object has reached its size limit. "
                    + "Remove credentials and other entries that nothing uses."),
            (CallFailureKind.Rejected, _)
                when failure.Message.Contains("maximum of 2", StringComparison.OrdinalIgnoreCase) => (
                Reason.CredentialLimit,
                "The application already has two client secrets, the most that it can have. Remove one that nothing "
                    + "uses."),
            (CallFailureKind.Forbidden, _) => OfRight(DirectoryRight.PermissionMissing, application) with
            {
                Item2 = $"Access to Microsoft Graph was denied while {what}: {failure.Message} Grant the identity "
                    + "Application.ReadWrite.OwnedBy, and make it an owner of the "
                    + $"{application.Kind.Noun()} {application.AppId}."
            },
            _ => (Reason.UnexpectedError, $"An error occurred in Microsoft Graph while {what}: {failure.Message}"),
        };

    /// <summary>Returns the reason and the message for a directory listing that failed.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="kind">The kind of the objects that could not be listed.</param>
    /// <param name="tenantId">The tenant. Null if the message need not name it.</param>
    public static (Reason Reason, string Message) OfListing(
        CallFailure failure,
        DirectoryKind kind,
        Guid? tenantId = null)
    {
        var what = $"{kind.Noun()}s{(tenantId is null ? "" : $" of tenant {tenantId}")}";
        return failure.Kind is CallFailureKind.Forbidden
            ? (
                Reason.PermissionMissing,
                $"Microsoft Graph does not allow the identity to list the {what}: {failure.Message} "
                    + (tenantId is null
                        ? "Grant the identity the application permission Application.ReadWrite.OwnedBy, with admin "
                            + "consent."
                        : "Ask an administrator of that tenant to consent to the service's application and to grant it "
                            + "the application permission Application.ReadWrite.OwnedBy."))
            : (
                failure.Kind is CallFailureKind.Throttled ? Reason.Throttled : Reason.UnexpectedError,
                $"Microsoft Graph could not list the {what}: {failure.Message}");
    }

    public static (Reason Reason, string Message) OfLogIn(LogIn logIn, DirectoryApplication application) =>
        logIn.Answer switch
        {
            // Graph shows the service principal. What is missing is the app registration behind it, in whichever tenant
            // that is.
            LogInAnswer.NoServicePrincipal when application.Kind is DirectoryKind.ServicePrincipal => (
                Reason.NoServicePrincipal,
                "The token endpoint does not know the application, although its service principal exists. Ask its "
                    + "publisher whether the app registration was deleted, or remove the application from the "
                    + "policies."),
            LogInAnswer.NoServicePrincipal => (
                Reason.NoServicePrincipal,
                "The application has no service principal in the tenant, so it cannot log in. "
                    + $"Run: {ShellCommand.Of($"az ad sp create --id {application.AppId}")}"),
            LogInAnswer.ApplicationDisabled => (
                Reason.ApplicationDisabled,
                "The application is disabled, so it cannot log in. Enable its service principal, or remove the "
                    + "application from the policies."),
            LogInAnswer.Throttled => (
                Reason.Throttled,
                "The token endpoint is throttling requests. The service tries again later."),
            _ => (Reason.UnexpectedError, $"The log-in could not be tested: {logIn.Message}"),
        };
}
