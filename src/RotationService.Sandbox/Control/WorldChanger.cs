using System.Xml;
using RotationService.Sandbox.Quotas;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Control;

/// <summary>
/// Carries out <c>POST world</c>. It checks the whole command first, so that an invalid command changes nothing.
/// </summary>
internal sealed class WorldChanger(SandboxState state, TimeProvider clock, WorldBuilder builder, QuotaBook quotas)
{
    /// <summary>Carries out a change.</summary>
    /// <returns>The added secrets with their values.</returns>
    /// <exception cref="ControlException">
    /// The change has an invalid value, or names something that does not exist.
    /// </exception>
    public IReadOnlyList<(Guid AppId, SandboxCredential Credential)> Apply(WorldChange change)
    {
        var added = new List<(Guid, SandboxCredential)>();
        var steps = new List<Action> { () => ApplySettings(change) };
        steps.AddRange(change.Tenants.Select(tenant => (Action)(() => builder.AddTenant(tenant))));
        Check(change);
        foreach (var date in change.Dates)
        {
            Check(date);
            steps.Add(() => state.DatesAhead[date.Host] = date.Ahead);
        }

        foreach (var vault in change.Vaults)
        {
            Check(vault);
            steps.Add(() => Apply(vault));
        }

        foreach (var ownership in change.Ownership)
        {
            var entry = Holder(ownership.AppId, ownership.TenantId);
            steps.Add(() => Change(entry, e => e.Owned = ownership.Owned));
        }

        foreach (var application in change.Applications)
        {
            var entry = Holder(application.AppId, application.TenantId);
            Check(application, entry);
            steps.Add(() => Apply(application, entry, added));
        }

        foreach (var secret in change.Secrets)
        {
            var value = Check(secret, change.Vaults);
            steps.Add(() => Apply(secret, value));
        }

        foreach (var step in steps)
        {
            step();
        }

        return added;
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    private void ApplySettings(WorldChange change)
    {
        var settings = state.Settings;
        settings.GraphPermissions = change.Permissions?.Graph ?? settings.GraphPermissions;
        settings.Policy = Merge(settings.Policy, change.AppManagementPolicy);
        settings.ReadLag = change.ReadLag ?? settings.ReadLag;
        settings.UsabilityDelay = change.Usability?.Delay ?? settings.UsabilityDelay;
        settings.Sporadic = change.Usability?.Sporadic ?? settings.Sporadic;
        settings.WriteSpacing = change.WriteSpacing ?? settings.WriteSpacing;
        settings.QuotaScale = change.Quotas?.Scale ?? settings.QuotaScale;
        settings.QuotasEnabled = change.Quotas?.Enabled ?? settings.QuotasEnabled;
        state.Touch(settings);
        if (change.Quotas is not null)
        {
            quotas.Reset();
        }
    }

    private void Apply(VaultChange change)
    {
        builder.AddVault(change.Name, null);
        if (state.VaultEvenDeleted(change.Name) is { } vault)
        {
            vault.Firewall = change.Firewall ?? vault.Firewall;
            vault.Role = change.Role ?? vault.Role;
            vault.Deleted = change.Deleted ?? vault.Deleted;
            state.Touch(vault);
            if (change.StaleBy is not null || change.ReadOnly is not null)
            {
                builder.FailOver(vault, change.StaleBy is not null || change.ReadOnly == true, change.StaleBy);
            }
        }
    }

    private void Apply(ApplicationChange change, DirectoryEntry entry, List<(Guid, SandboxCredential)> added)
    {
        var principal = state.Entry(entry.TenantId, entry.AppId, EntryKind.ServicePrincipal);
        entry.Disabled = change.Disabled ?? entry.Disabled;
        entry.ConditionalAccess = change.ConditionalAccess ?? entry.ConditionalAccess;
        entry.Policy = change.AppManagementPolicy is null
            ? entry.Policy
            : Merge(entry.Policy, change.AppManagementPolicy);
        if (change.Deleted is { } deleted)
        {
            // Deleting an application also deletes its service principal in the home tenant, and restoring it restores
            // both (documented).
            Change(entry, e => e.DeletedAt = deleted ? Now : null);
            Change(principal, p => p.DeletedAt = deleted ? Now : null);
        }

        if (change.ServicePrincipal is { } there)
        {
            Change(principal, p => p.DeletedAt = there ? null : Now);
        }

        if (change.RemoveSecret is { } keyId
            && entry.Credentials.FirstOrDefault(c => c.KeyId == keyId) is { } credential)
        {
            credential.RemovedAt = Now;
            credential.RemovedBy = "hand";
        }

        if (change.AddSecret is { } secret)
        {
            var end = secret.EndsIn is { } endsIn ? Now + endsIn : Now.AddYears(2);
            added.Add((
                entry.AppId,
                WorldBuilder.Describe(
                    state.Issue(entry, secret.DisplayName, Now, end, Now, startDefaulted: true))));
        }

        state.Touch(entry);
    }

    private static void Check(WorldChange change)
    {
        Valid(change.AppManagementPolicy);
        if (change.Quotas?.Scale is <= 0)
        {
            throw new ControlException("quotas.scale must be above 0");
        }

        if (change.ReadLag < TimeSpan.Zero
            || change.WriteSpacing < TimeSpan.Zero
            || change.Usability?.Delay < TimeSpan.Zero)
        {
            throw new ControlException("readLag, writeSpacing and usability.delay must be 0 or more");
        }
    }

    private static void Check(DateChange date)
    {
        if (date.Host is not ("graph" or "login" or "vault") || date.Ahead.Duration() > DateChange.Most)
        {
            throw new ControlException(
                $"dates: host must be graph, login or vault, and ahead at most {DateChange.Most.TotalDays} days either way");
        }
    }

    private static void Check(VaultChange vault)
    {
        if (!WorldBuilder.IsVaultName(vault.Name))
        {
            throw new ControlException($"vaults: '{vault.Name}' is not a valid vault name");
        }

        if (vault.StaleBy is { } behind
            && (behind < TimeSpan.Zero || behind > VaultHistory.Longest || vault.ReadOnly == false))
        {
            throw new ControlException(
                $"vaults: staleBy must be from 0 to {VaultHistory.Longest.TotalMinutes} minutes, and is only for a vault that is read-only");
        }
    }

    private void Check(ApplicationChange application, DirectoryEntry entry)
    {
        Valid(application.AppManagementPolicy);
        if (application.RemoveSecret is { } keyId
            && !entry.LiveCredentials(Now).Any(c => c.KeyId == keyId))
        {
            throw new ControlException($"applications: {application.AppId} has no credential {keyId}");
        }
    }

    /// <summary>Checks a change to a secret.</summary>
    /// <returns>The value to write. Null if there is none.</returns>
    private string? Check(SecretChange change, IReadOnlyList<VaultChange> vaults)
    {
        if (state.Vault(change.Vault) is null
            && !vaults.Any(v => v.Name.Equals(change.Vault, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ControlException($"secrets: there is no vault '{change.Vault}'");
        }

        if (change.FromKeyId is not { } keyId)
        {
            return change.Value;
        }

        return state.Entries.SelectMany(e => e.Credentials).FirstOrDefault(c => c.KeyId == keyId)?.SecretText
            ?? throw new ControlException($"secrets: there is no credential {keyId}");
    }

    private void Apply(SecretChange change, string? value)
    {
        if (state.Vault(change.Vault) is not { } vault)
        {
            return;
        }

        vault.History.Remember(vault, change.Name, Now);
        if (vault.Secrets.GetValueOrDefault(change.Name) is { } old)
        {
            if (change.Purge)
            {
                state.Purge(old);
            }
            else if (change.Recover)
            {
                old.DeletedAt = null;
                state.Touch(old);
            }
        }

        if (value is not null)
        {
            var (written, _) = state.SetSecret(vault, change.Name, value, Now);
            written.DeletedAt = null;
        }

        if (vault.Secrets.GetValueOrDefault(change.Name) is { } secret)
        {
            secret.Newest.Tags = change.Tags ?? secret.Newest.Tags;
            secret.Newest.Enabled = change.Enabled ?? secret.Newest.Enabled;
            secret.DeletedAt = change.Delete ? Now : secret.DeletedAt;
            state.Touch(secret);
        }
    }

    private DirectoryEntry Holder(Guid appId, Guid? tenantId) =>
        builder.Holder(appId, tenantId)
            ?? throw new ControlException(
                $"there is no application {appId}{(tenantId is null ? "" : $" in tenant {tenantId}")}");

    private void Change(DirectoryEntry? entry, Action<DirectoryEntry> change)
    {
        if (entry is not null)
        {
            change(entry);
            state.Touch(entry);
        }
    }

    private static void Valid(PolicyChange? change)
    {
        try
        {
            _ = change?.PasswordLifetime is { Length: > 0 } lifetime ? XmlConvert.ToTimeSpan(lifetime) : default;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ControlException(
                $"appManagementPolicy.passwordLifetime: '{change?.PasswordLifetime}' is not an ISO 8601 duration");
        }
    }

    private static AppManagementPolicy Merge(AppManagementPolicy? policy, PolicyChange? change) => new(
        change?.IsEnabled ?? policy?.IsEnabled ?? false,
        change?.PasswordAddition ?? policy?.PasswordAddition ?? false,
        change?.PasswordLifetime is { } lifetime ? (lifetime.Length == 0 ? null : lifetime) : policy?.PasswordLifetime);
}
