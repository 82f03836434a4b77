using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>The desired state of the client secret of one application, or of each of a group, every default applied.</summary>
/// <remarks>What is planned and done for an application goes by <see cref="For"/>, which is about that application alone.</remarks>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Application">Which application, or which.</param>
/// <param name="Vaults">The vaults the secret is published to, one at least; the pending secret lives in the first.</param>
/// <param name="Secret">The name of the secret in each vault; a <see cref="SecretTemplate"/> if it has braces.</param>
public sealed record Policy(string Name, ApplicationSelector Application, IReadOnlyList<Uri> Vaults, string Secret)
{
    /// <summary>What is put behind the secret's name for the values that are not published yet.</summary>
    public const string PendingSuffix = "-pending";

    /// <summary>The longest lifetime there is, in days: the portal's own limit of two years.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(730);

    /// <summary>The lifetime where nothing is said.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(180);

    /// <summary>The grace period where nothing is said.</summary>
    public static readonly TimeSpan DefaultGracePeriod = TimeSpan.FromHours(72);

    /// <summary>How long a new credential lives. Default 180 days; at most <see cref="MaxLifetime"/>; more than <see cref="RenewBefore"/> and <see cref="GracePeriod"/> together.</summary>
    public TimeSpan Lifetime { get; init; } = DefaultLifetime;

    /// <summary>How long before the current credential's end a new one is made, at the latest: <see cref="SpreadOf"/> comes before it. Default a third of <see cref="Lifetime"/>; more than <see cref="GracePeriod"/>, the verify time-out and a day together.</summary>
    public TimeSpan RenewBefore { get; init; } = DefaultLifetime / 3;

    /// <summary>How long a value that has been succeeded still works, for consumers that have not read again. Default 72 hours.</summary>
    public TimeSpan GracePeriod { get; init; } = DefaultGracePeriod;

    /// <summary>How a new credential is proven before it is published.</summary>
    public VerifyRule Verify { get; init; } = VerifyRule.Default;

    /// <summary>Whether credentials that others made are put under the policy, so that they are retired after grace like ours. Default no.</summary>
    public bool Adopt { get; init; }

    /// <summary>Whether nothing is retired for now. What was never published still goes. Default no.</summary>
    public bool Hold { get; init; }

    /// <summary>When promoting is allowed; null for always, which is the default.</summary>
    /// <remarks>It is not waited for where the old credential would not outlast the wait and the grace period after it, where consumers have nothing that works, or where a person asked for the rotation.</remarks>
    public PromotionWindow? Window { get; init; }

    /// <summary>What single applications of the group have of their own: the same policy with that said otherwise, in the file's order.</summary>
    public IReadOnlyList<Policy> Overrides { get; init; } = [];

    /// <summary>The display name of the application of the group that this is about; null if it is about a single application, or the whole group.</summary>
    public string? Member { get; init; }

    /// <summary>Whether a display name filled in the secret's name. Whoever chose that display name chose the name, so it never takes over what others have. Default no.</summary>
    public bool SecretNameFromDisplayName { get; init; }

    /// <summary>Whether, as one of <see cref="Overrides"/>, it may be about no application of the group. Default no.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What tells the work under it from all other.</summary>
    public PolicyKey Key => new(Name, Member is null ? null : Application.AppId);

    /// <summary>What people are told that it is about: its name and, of a group, the application's.</summary>
    public string Label => Member is null ? Name : $"{Name}/{Member}";

    /// <summary>The <see cref="Key"/> of <see cref="For"/>, which need not be made for it.</summary>
    public PolicyKey KeyFor(DirectoryApplication application) => Application.Group is null ? Key : new PolicyKey(Name, application.AppId);

    /// <summary>The <see cref="Label"/> of <see cref="For"/>, which need not be made for it.</summary>
    public string LabelFor(DirectoryApplication application) => Application.Group is null ? Label : $"{Name}/{application.DisplayName}";

    /// <summary>The policy as it is for one application: about that alone, with its own overrides, the secret's name filled in.</summary>
    public Policy For(DirectoryApplication application)
    {
        if (Application.Group is null)
        {
            return SecretTemplate.IsTemplate(Secret)
                ? this with { Secret = SecretTemplate.Fill(Secret, Name, application), SecretNameFromDisplayName = SecretTemplate.HasDisplayName(Secret) }
                : this;
        }

        var overrides = Overrides.Where(own => own.Application.MayBeIn(application.TenantId));
        var own = overrides.FirstOrDefault(own => own.Application.AppId == application.AppId)
            ?? overrides.FirstOrDefault(own => string.Equals(own.Application.DisplayName, application.DisplayName, StringComparison.OrdinalIgnoreCase))
            ?? this;
        return own with
        {
            Application = ApplicationSelector.ByAppId(application.AppId),
            Secret = SecretTemplate.Fill(own.Secret, Name, application),
            SecretNameFromDisplayName = SecretTemplate.HasDisplayName(own.Secret),
            Member = application.DisplayName,
            Overrides = [],
            IsOptional = false,
        };
    }

    /// <summary>
    /// How much earlier than <see cref="RenewBefore"/> a credential is renewed, so that a fleet made on one day is not rotated on one day: up
    /// to a tenth of that, and to half of what the lifetime leaves beside it and the grace period; in whole seconds.
    /// </summary>
    /// <remarks>It depends on the two ids alone. Drawn anew each time it would never let a date stand still.</remarks>
    /// <param name="appId">The application.</param>
    /// <param name="keyId">The credential.</param>
    public TimeSpan SpreadOf(Guid appId, Guid keyId)
    {
        var most = Math.Min(RenewBefore.TotalSeconds / 10, (Lifetime - RenewBefore - GracePeriod).TotalSeconds / 2);
        return TimeSpan.FromSeconds(Math.Floor(Math.Max(0, most) * (StableHash.Of($"{appId:N}{keyId:N}") / 4294967296.0)));
    }

    /// <summary>Whether another policy for the same application says the same in everything.</summary>
    public bool ReadsLike(Policy other) => this with { Vaults = other.Vaults, Overrides = other.Overrides } == other && Vaults.SequenceEqual(other.Vaults);

    /// <summary>The name of the pending secret.</summary>
    public string PendingSecret => Secret + PendingSuffix;
}
