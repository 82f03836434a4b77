using RotationService.Core.Credentials;
using RotationService.Core.Display;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <summary>Translates a failed call into a reason and a message that says what to do.</summary>
internal static class Failures
{
    private const string PasswordsForbidden =
        "The tenant's app management policy forbids passwords on this application. Exempt the application in that policy, or give it a certificate or a federated credential instead and take it out of the policy file.";

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
            $"Microsoft Graph does not show which credential is in use: no hint of {keyId} is shown, or another live credential has the same. "
                + "Nothing is retired. Remove the previous credentials by hand when nothing uses them."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    public static (Reason Reason, string Message) OfVault(CallFailure failure, Uri vault, string what) =>
        failure.Kind switch
        {
            CallFailureKind.Forbidden => (
                Reason.VaultForbidden,
                $"Vault {vault.Host} refuses {what}: {failure.Message} Give the identity the role that deploy/azure defines (or Key Vault Secrets Officer) on the vault, and let it through the vault's firewall."),
            CallFailureKind.Unreachable => (
                Reason.VaultUnreachable,
                $"Vault {vault.Host} does not answer: {failure.Message} Check the vault's name in the policy, and DNS and network from here to it."),
            CallFailureKind.Conflict when failure.Code is "ObjectIsDeletedButRecoverable" or "ObjectIsBeingDeleted" =>
                (Reason.NameSoftDeleted, SoftDeleted(vault, secret: null)),
            CallFailureKind.Throttled => (Reason.Throttled, $"Vault {vault.Host} is throttling requests. The service retries later."),
            _ => (Reason.UnexpectedError, $"Vault {vault.Host}, {what}: {failure.Message}"),
        };

    public static string SoftDeleted(Uri vault, string? secret) =>
        $"The name {(secret is null ? "" : $"'{secret}' ")}in vault {vault.Host} is taken by a soft-deleted secret. Recover it (az keyvault secret recover) if it is this application's, purge it if nobody needs it, or choose another `secret` in the policy.";

    /// <summary>Returns the message for credentials of an application that cannot be read.</summary>
    public static string Unreadable(DirectoryApplication application, string what) =>
        $"Microsoft Graph's answer about the {application.Kind.Noun()} cannot be used: {what}. The service does nothing for it until the answer can be used. Check its credentials (az ad {(application.Kind is DirectoryKind.ServicePrincipal ? "sp" : "app")} credential list --id {application.AppId}).";

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
                $"The identity may change the {application.Kind.Noun()}s it owns, and does not own this one. Run: {OwnerCommand(application, identity: null)}")
            : (
                Reason.PermissionMissing,
                "The identity's token has no permission to change applications. Grant it the Microsoft Graph application permission Application.ReadWrite.OwnedBy, with admin consent.");

    public static (Reason Reason, string Message) OfGraph(
        CallFailure failure,
        DirectoryApplication application,
        string what) => (failure.Kind, failure.Code) switch
        {
            (CallFailureKind.Throttled, _) =>
                (Reason.Throttled, "Microsoft Graph is throttling requests. The service retries later."),
            (_, "Directory_ConcurrencyViolation") => (
                Reason.Throttled,
                $"Microsoft Graph refused the change, because the {application.Kind.Noun()} was changed a moment ago. The service retries later."),
            (_, "CredentialInvalidLifetimeAsPerAppPolicy") => (
                Reason.LifetimeForbidden,
                $"The tenant's app management policy does not allow this lifetime: {failure.Message} Shorten `lifetime` in the policy."),
            (_, "CredentialTypeNotAllowedAsPerAppPolicy") => AdditionForbidden(CredentialKind.Password),
            (_, "Directory_ResourceSizeExceeded") => (
                Reason.CredentialLimit,
                $"The {application.Kind.Noun()} object is full. Remove credentials and other entries that nothing uses."),
            (CallFailureKind.Rejected, _)
                when failure.Message.Contains("maximum of 2", StringComparison.OrdinalIgnoreCase) => (
                Reason.CredentialLimit,
                "The application already has the two secrets that it may have. Remove one that nothing uses."),
            (CallFailureKind.Forbidden, _) => OfRight(DirectoryRight.PermissionMissing, application) with
            {
                Item2 = $"Microsoft Graph refuses {what}: {failure.Message} Grant the identity Application.ReadWrite.OwnedBy and make it an owner of the {application.Kind.Noun()} {application.AppId}."
            },
            _ => (Reason.UnexpectedError, $"Microsoft Graph, {what}: {failure.Message}"),
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
                $"Microsoft Graph does not let the identity list {what}: {failure.Message} {(tenantId is null ? "Grant it the application permission Application.ReadWrite.OwnedBy, with admin consent." : "Let an administrator there consent to it and grant it the application permission Application.ReadWrite.OwnedBy.")}")
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
                "The token endpoint does not know the application, although its service principal is there. Ask whoever publishes it whether its registration was deleted, or take it out of the policy file."),
            LogInAnswer.NoServicePrincipal => (
                Reason.NoServicePrincipal,
                $"The application has no service principal in the tenant, so it cannot log in. Run: {ShellCommand.Of($"az ad sp create --id {application.AppId}")}"),
            LogInAnswer.ApplicationDisabled => (
                Reason.ApplicationDisabled,
                "The application is disabled, so it cannot log in. Enable its service principal, or take it out of the policy file."),
            LogInAnswer.Throttled => (Reason.Throttled, "The token endpoint is throttling requests. The service retries later."),
            _ => (Reason.UnexpectedError, $"The log-in could not be tried: {logIn.Message}"),
        };
}
