using RotationService.Sandbox.Control;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox;

/// <content>The methods that change the world without a request.</content>
public sealed partial class SandboxEngine
{
    /// <summary>Creates a tenant with the operator's service principal. An existing tenant stays unchanged.</summary>
    public void AddTenant(Guid tenantId) => Build(() => _builder.AddTenant(tenantId));

    /// <summary>Creates a vault. An existing vault stays unchanged.</summary>
    /// <param name="name">The first label of its host name.</param>
    /// <param name="tenantId">The tenant that the vault trusts. Null for the operator's tenant.</param>
    public void AddVault(string name, Guid? tenantId = null) => Build(() => _builder.AddVault(name, tenantId));

    /// <summary>
    /// Creates an application, or only a service principal if <see cref="NewApplication.ServicePrincipalOnly"/> is set.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The tenant does not exist, or has an application with that client ID, or the application is registered in
    /// another tenant.
    /// </exception>
    public SandboxApplication AddApplication(NewApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return Build(() => _builder.AddApplication(application));
    }

    /// <summary>
    /// Finds an application, or a service principal without an application, by its client ID. Returns null if there is
    /// none.
    /// </summary>
    /// <param name="appId">The client ID.</param>
    /// <param name="tenantId">The tenant. Null for any tenant.</param>
    public SandboxApplication? FindApplication(Guid appId, Guid? tenantId = null)
    {
        lock (_lock)
        {
            return _builder.FindApplication(appId, tenantId);
        }
    }

    /// <summary>Writes a secret manually, like a person in the Azure portal.</summary>
    /// <param name="vault">The name of the vault.</param>
    /// <param name="name">The name of the secret.</param>
    /// <param name="value">The value.</param>
    /// <param name="tags">The tags. None by default.</param>
    /// <param name="expiresOn">When the secret expires, which is informational. Null by default.</param>
    /// <param name="enabled">Whether the value can be read. The default is true.</param>
    /// <returns>The identifier of the new version.</returns>
    /// <exception cref="InvalidOperationException">The vault does not exist, or the name is soft-deleted.</exception>
    public string SetSecret(
        string vault,
        string name,
        string value,
        IReadOnlyDictionary<string, string>? tags = null,
        DateTimeOffset? expiresOn = null,
        bool enabled = true) =>
        Build(() => _builder.SetSecret(vault, name, value, tags, expiresOn, enabled));

    /// <summary>
    /// Fails a vault over. Until <see cref="FailBack"/> it accepts no writes, and reads show an earlier state.
    /// </summary>
    /// <param name="vault">The name of the vault.</param>
    /// <param name="staleBy">
    /// The age of the state that reads show, from 0 to 15 minutes. It reaches only as far back as this process has seen
    /// the vault.
    /// </param>
    /// <exception cref="InvalidOperationException">The vault does not exist.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="staleBy"/> is negative or more than 15 minutes.
    /// </exception>
    public void FailOver(string vault, TimeSpan staleBy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(staleBy, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(staleBy, VaultHistory.Longest);
        Build(() => _builder.FailOver(_builder.Vault(vault), over: true, staleBy));
    }

    /// <summary>Ends the failover of a vault. Everything that was written before it is visible again.</summary>
    /// <param name="vault">The name of the vault.</param>
    /// <exception cref="InvalidOperationException">The vault does not exist.</exception>
    public void FailBack(string vault) =>
        Build(() => _builder.FailOver(_builder.Vault(vault), over: false, staleBy: null));

    /// <summary>Applies the same change as <c>POST world</c>, for a simulation in the same process.</summary>
    internal void Change(WorldChange change) => Build(() => _control.Apply(change));

    private void Build(Action build) => Build<object?>(() =>
    {
        build();
        return null;
    });

    private T Build<T>(Func<T> build)
    {
        lock (_lock)
        {
            var built = build();
            Keep();
            return built;
        }
    }
}
