using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Control;

/// <summary>Creates tenants, vaults, applications and secrets without a request to any service.</summary>
internal sealed class WorldBuilder(SandboxState state, TimeProvider clock)
{
    /// <summary>The age of what is created. It is longer than the lag of any replica.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    /// <summary>Creates what every sandbox has and this one lacks.</summary>
    public void Begin(SandboxOptions options)
    {
        if (state.Operator.ClientId == Guid.Empty)
        {
            state.Put(new Generator { Seed = options.Seed });
            state.Put(new Settings
            {
                ReadLag = options.ReadLag,
                UsabilityDelay = options.UsabilityDelay,
                Sporadic = options.Sporadic,
                WriteSpacing = options.WriteSpacing,
                QuotasEnabled = options.Quotas,
            });
            state.Put(new OperatorIdentity
            {
                TenantId = options.TenantId ?? Generator.GuidFor(options.Seed, "tenant"),
                ClientId = Generator.GuidFor(options.Seed, "operator"),
                ClientSecret = state.Generator.SecretText(),
            });
        }

        AddTenant(state.Operator.TenantId);
        foreach (var name in options.Vaults)
        {
            AddVault(name, null);
        }
    }

    public void AddTenant(Guid tenantId)
    {
        if (state.HasTenant(tenantId))
        {
            return;
        }

        state.Put(new Tenant { TenantId = tenantId });
        state.Put(new DirectoryEntry
        {
            EntryKind = EntryKind.ServicePrincipal,
            TenantId = tenantId,
            ObjectId = state.Generator.Guid(),
            AppId = state.Operator.ClientId,
            DisplayName = "rotation-service",
            Sequence = state.NextSequence,
            CreatedAt = clock.GetUtcNow() - Age,
        });
    }

    public void AddVault(string name, Guid? tenantId)
    {
        if (!IsVaultName(name))
        {
            throw new InvalidOperationException($"'{name}' is not a valid vault name: use 3 to 24 letters, digits and hyphens.");
        }

        if (state.VaultEvenDeleted(name) is null)
        {
            state.Put(new KeyVault { Name = name.ToLowerInvariant(), TenantId = tenantId ?? state.Operator.TenantId });
        }
    }

    public SandboxApplication AddApplication(NewApplication application)
    {
        var tenant = application.TenantId ?? state.Operator.TenantId;
        if (!state.HasTenant(tenant))
        {
            throw new InvalidOperationException($"The sandbox has no tenant {tenant}.");
        }

        var appId = application.AppId ?? state.Generator.Guid();
        if (state.Entry(tenant, appId, EntryKind.ServicePrincipal) is not null
            || state.Entry(tenant, appId, EntryKind.Application) is not null)
        {
            throw new InvalidOperationException($"The tenant {tenant} already has an application {appId}.");
        }

        // A client ID belongs to one app registration over all tenants (documented).
        if (!application.ServicePrincipalOnly
            && state.Tenants.Any(other => state.Entry(other.TenantId, appId, EntryKind.Application) is not null))
        {
            throw new InvalidOperationException($"The application {appId} is registered in another tenant.");
        }

        var holder = application.ServicePrincipalOnly ? EntryKind.ServicePrincipal : EntryKind.Application;
        var entry = NewEntry(application, holder, tenant, appId);
        foreach (var credential in application.Credentials)
        {
            AddCredential(entry, credential);
        }

        state.Put(entry);
        if (holder == EntryKind.Application)
        {
            // The owner of an application does not automatically own its service principal (documented).
            state.Put(NewEntry(
                application with { Owned = false, Owners = [], Tags = [] },
                EntryKind.ServicePrincipal,
                tenant,
                appId));
        }

        return Describe(entry);
    }

    public SandboxApplication? FindApplication(Guid appId, Guid? tenantId) =>
        Holder(appId, tenantId) is { } entry ? Describe(entry) : null;

    /// <summary>
    /// Returns the application in a tenant, or the service principal if there is no application. If the tenant is null,
    /// returns the first one in any tenant.
    /// </summary>
    public DirectoryEntry? Holder(Guid appId, Guid? tenantId) => state.Tenants
        .Where(t => tenantId is null || tenantId == t.TenantId)
        .Select(t => state.Entry(t.TenantId, appId, EntryKind.Application)
            ?? state.Entry(t.TenantId, appId, EntryKind.ServicePrincipal))
        .FirstOrDefault(e => e is not null);

    public KeyVault Vault(string name) =>
        state.Vault(name) ?? throw new InvalidOperationException($"The sandbox has no vault '{name}'.");

    public string SetSecret(
        string vaultName,
        string name,
        string value,
        IReadOnlyDictionary<string, string>? tags,
        DateTimeOffset? expiresOn,
        bool enabled)
    {
        var vault = Vault(vaultName);
        if (vault.Secrets.GetValueOrDefault(name) is { DeletedAt: not null })
        {
            throw new InvalidOperationException($"'{name}' is soft-deleted in {vaultName}.");
        }

        var (_, version) = state.SetSecret(vault, name, value, clock.GetUtcNow());
        version.Tags = tags ?? version.Tags;
        version.ExpiresOn = expiresOn?.ToUnixTimeSeconds();
        version.Enabled = enabled;
        return version.Version;
    }

    /// <summary>
    /// Fails a vault over, or back. The copy that it fails over to lags behind by <paramref name="staleBy"/>, or not at
    /// all if that is null.
    /// </summary>
    public void FailOver(KeyVault vault, bool over, TimeSpan? staleBy)
    {
        vault.ReadOnly = over;
        vault.Copy = over && staleBy is { } behind ? vault.History.AsOf(vault, clock.GetUtcNow() - behind) : null;
        state.Touch(vault);
    }

    public static SandboxCredential Describe(Credential credential) =>
        new(
            credential.KeyId,
            credential.DisplayName,
            credential.StartDateTime,
            credential.EndDateTime,
            credential.SecretText);

    /// <summary>
    /// Returns whether a name is valid for a vault: 3 to 24 letters, digits and hyphens (documented).
    /// </summary>
    public static bool IsVaultName(string name) =>
        name.Length is >= 3 and <= 24 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private SandboxApplication Describe(DirectoryEntry entry) => new(
        entry.TenantId,
        entry.AppId,
        entry.ObjectId,
        entry.DisplayName,
        entry.Tags,
        entry.SignInAudience,
        [.. entry.LiveCredentials(clock.GetUtcNow()).Select(Describe)]);

    private DirectoryEntry NewEntry(NewApplication application, EntryKind kind, Guid tenant, Guid appId) => new()
    {
        EntryKind = kind,
        TenantId = tenant,
        ObjectId = state.Generator.Guid(),
        AppId = appId,
        DisplayName = application.DisplayName,
        Sequence = state.NextSequence,
        Tags = application.Tags,
        SignInAudience = application.SignInAudience,
        Owned = application.Owned,
        Owners = application.Owners,
        CreatedAt = clock.GetUtcNow() - Age,
    };

    private void AddCredential(DirectoryEntry entry, NewCredential credential)
    {
        var now = clock.GetUtcNow();
        var start = now - credential.StartsAgo;
        entry.Credentials.Add(new Credential
        {
            KeyId = state.Generator.Guid(),
            DisplayName = credential.DisplayName,
            StartDateTime = start,
            EndDateTime = now + credential.EndsIn,
            StartDefaulted = true,
            SecretText = state.Generator.SecretText(),
            CreatedAt = start < now ? start : now,
            UsableAt = start,
        });
    }
}
