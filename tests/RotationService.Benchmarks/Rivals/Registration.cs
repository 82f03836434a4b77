using Microsoft.Graph.Models;

namespace RotationService.Benchmarks.Rivals;

/// <summary>What the rivals know of an application: which secret of which vault is its, by its name and tag.</summary>
/// <param name="ObjectId">Its object id.</param>
/// <param name="AppId">Its client id.</param>
/// <param name="Vault">The vault's name.</param>
/// <param name="Secret">The secret's name.</param>
internal sealed record Registration(string ObjectId, Guid AppId, string Vault, string Secret)
{
    private const string TagPrefix = "auto-rotate-";

    /// <summary>An application as Graph lists it; null if it is not one to be rotated.</summary>
    public static Registration? TryRead(Application listed) =>
        listed.Tags?.FirstOrDefault(tag => tag.StartsWith(TagPrefix, StringComparison.Ordinal)) is { } tag
            ? new Registration(listed.Id!, Guid.Parse(listed.AppId!), tag[TagPrefix.Length..], $"{listed.DisplayName}-client-secret")
            : null;
}
