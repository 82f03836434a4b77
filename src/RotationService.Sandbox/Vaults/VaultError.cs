using RotationService.Sandbox.Http;

namespace RotationService.Sandbox.Vaults;

/// <summary>Writes errors in the error format of Key Vault (documented).</summary>
internal static class VaultError
{
    public static Reply Of(
        int status,
        string code,
        string message,
        string? inner = null) => Reply.Written(status, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", code);
        json.WriteString("message", message);
        if (inner is not null)
        {
            json.WriteStartObject("innererror");
            json.WriteString("code", inner);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static Reply BadParameter(string message) => Of(400, "BadParameter", message);

    public static Reply NotFound(string name) => Of(
        404,
        "SecretNotFound",
        $"A secret with (name/id) {name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182");

    public static Reply Forbidden(string message, string inner) => Of(403, "Forbidden", message, inner);

    public static Reply Deleted(string name) => Of(
        409,
        "Conflict",
        $"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.",
        "ObjectIsDeletedButRecoverable");
}
