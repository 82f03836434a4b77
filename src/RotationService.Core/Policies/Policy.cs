using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>
/// The desired state of the client secret of one application, or of each application of a group, with every default
/// applied.
/// </summary>
/// <remarks>Planning and rotation use <see cref="For"/>, which returns the policy for one application only.</remarks>
/// <param name="Name">The name of the policy, unique in the policy file.</param>
/// <param name="Application">Selects the application or applications.</param>
/// <param name="Vaults">
/// The vaults that the secret is published to, at least one. The pending secret is in the first one.
/// </param>
/// <param name="Secret">
/// The name of the secret in each vault. If it contains braces, it is a <see cref="SecretTemplate"/>.
/// </param>
public sealed record Policy(string Name, ApplicationSelector Application, IReadOnlyList<Uri> Vaults, string Secret)
{
    /// <summary>The suffix of the secret that holds values before publication.</summary>
    public const string PendingSuffix = "-pending";

    /// <summary>The longest lifetime, 730 days. It is the two-year limit of the Azure portal.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(730);

    /// <summary>The default lifetime, 180 days.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(180);

    /// <summary>The default grace period, 72 hours.</summary>
    public static readonly TimeSpan DefaultGracePeriod = TimeSpan.FromHours(72);

    /// <summary>
    /// The kind of the credentials that are rotated. The default is <see cref="CredentialKind.Password"/>.
    /// </summary>
    public CredentialKind CredentialKind { get; init; }

    /// <summary>
    /// How long a new credential lives. The default is 180 days, and the maximum is <see cref="MaxLifetime"/>. It must
    /// be longer than <see cref="RenewBefore"/> and <see cref="GracePeriod"/> together.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = DefaultLifetime;

    /// <summary>
    /// How long before the end of the current credential a new one is issued at the latest. <see cref="SpreadOf"/> can
    /// make it earlier. The default is a third of <see cref="Lifetime"/>. It must be longer than
    /// <see cref="GracePeriod"/>, the verify time-out and one day together.
    /// </summary>
    public TimeSpan RenewBefore { get; init; } = DefaultLifetime / 3;

    /// <summary>
    /// How long a succeeded value keeps working, for consumers that have not read the new one. The default is 72 hours.
    /// </summary>
    public TimeSpan GracePeriod { get; init; } = DefaultGracePeriod;

    /// <summary>How a new credential is verified before it is published.</summary>
    public VerifyRule Verify { get; init; } = VerifyRule.Default;

    /// <summary>
    /// Whether the policy also covers credentials that others made, so that they are retired after the grace period
    /// like those of the service. The default is false.
    /// </summary>
    public bool Adopt { get; init; }

    /// <summary>
    /// Whether nothing is retired for now. Credentials that were never published are still removed. The default is
    /// false.
    /// </summary>
    public bool Hold { get; init; }

    /// <summary>When promotion is allowed. Null, which is the default, for always.</summary>
    /// <remarks>
    /// The service does not wait for the window in three cases: the old credential would end before the wait and the
    /// grace period after it are over, consumers have no working secret, or a person requested the rotation.
    /// </remarks>
    public PromotionWindow? Window { get; init; }

    /// <summary>
    /// The policies of single members of the group that differ from this one, in the order of the policy file. Each is
    /// a copy of this policy with the changed settings.
    /// </summary>
    public IReadOnlyList<Policy> Overrides { get; init; } = [];

    /// <summary>
    /// The display name of the member that this policy is for. Null if the policy is for a single application or the
    /// whole group.
    /// </summary>
    public string? Member { get; init; }

    /// <summary>
    /// Whether the secret's name was built from a display name. Whoever chose the display name then chose the secret's
    /// name, so the service never takes over a secret of others under that name. The default is false.
    /// </summary>
    public bool SecretNameFromDisplayName { get; init; }

    /// <summary>
    /// Whether this policy, as an entry of <see cref="Overrides"/>, may match no application of the group. The default
    /// is false.
    /// </summary>
    public bool IsOptional { get; init; }

    /// <summary>The key that identifies the work under this policy.</summary>
    public PolicyKey Key => new(Name, Member is null ? null : Application.AppId);

    /// <summary>
    /// The label that is shown to people: the name of the policy and, for a group, the display name of the application.
    /// </summary>
    public string Label => Member is null ? Name : $"{Name}/{Member}";

    /// <summary>Returns the <see cref="Key"/> of <see cref="For"/> without building that policy.</summary>
    public PolicyKey KeyFor(DirectoryApplication application) =>
        Application.Group is null ? Key : new PolicyKey(Name, application.AppId);

    /// <summary>Returns the <see cref="Label"/> of <see cref="For"/> without building that policy.</summary>
    public string LabelFor(DirectoryApplication application) =>
        Application.Group is null ? Label : $"{Name}/{application.DisplayName}";

    /// <summary>
    /// Returns the policy for one application only, with its overrides applied and the template of the secret's name
    /// filled in.
    /// </summary>
    public Policy For(DirectoryApplication application)
    {
        if (Application.Group is null)
        {
            return SecretTemplate.IsTemplate(Secret)
                ? this with
                {
                    Secret = SecretTemplate.Fill(Secret, Name, application),
                    SecretNameFromDisplayName = SecretTemplate.HasDisplayName(Secret)
                }
                : this;
        }

        var overrides = Overrides.Where(own => own.Application.MayBeIn(application.TenantId));
        var own = overrides.FirstOrDefault(own => own.Application.AppId == application.AppId)
            ?? overrides.FirstOrDefault(own => string.Equals(
                own.Application.DisplayName,
                application.DisplayName,
                StringComparison.OrdinalIgnoreCase))
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
    /// Returns how much earlier than <see cref="RenewBefore"/> a credential is renewed, in whole seconds. Credentials
    /// that were made on one day are then not all rotated on one day. The maximum is a tenth of
    /// <see cref="RenewBefore"/>, and half of what <see cref="Lifetime"/> leaves after <see cref="RenewBefore"/> and
    /// <see cref="GracePeriod"/>.
    /// </summary>
    /// <remarks>The result depends only on the two IDs. A random number would change the date on each call.</remarks>
    /// <param name="appId">The client ID of the application.</param>
    /// <param name="keyId">The key ID of the credential.</param>
    public TimeSpan SpreadOf(Guid appId, Guid keyId)
    {
        var most = Math.Min(RenewBefore.TotalSeconds / 10, (Lifetime - RenewBefore - GracePeriod).TotalSeconds / 2);
        return TimeSpan.FromSeconds(
            Math.Floor(Math.Max(0, most) * (StableHash.Of($"{appId:N}{keyId:N}") / 4294967296.0)));
    }

    /// <summary>Whether another policy for the same application has the same content.</summary>
    public bool ReadsLike(Policy other) =>
        this with { Vaults = other.Vaults, Overrides = other.Overrides } == other && Vaults.SequenceEqual(other.Vaults);

    /// <summary>The name of the pending secret.</summary>
    public string PendingSecret => Secret + PendingSuffix;
}
