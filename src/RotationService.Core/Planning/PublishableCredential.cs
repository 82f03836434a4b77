using System.Collections.Immutable;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>A stored credential that may be published. Nothing else can be promoted.</summary>
/// <remarks>
/// There are two kinds: <see cref="ProvenCredential"/> and, for policies with <c>verify: none</c>,
/// <see cref="UnprovenCredential"/>.
/// </remarks>
public abstract record PublishableCredential
{
    private protected PublishableCredential(StoredCredential stored) => Stored = stored;

    /// <summary>The stored credential.</summary>
    public StoredCredential Stored { get; }
}

/// <summary>
/// A stored credential with as many consecutive log-ins, over as long a time, as its policy requires.
/// </summary>
public sealed record ProvenCredential : PublishableCredential
{
    private ProvenCredential(StoredCredential stored, LogInEvidence lastLogIn)
        : base(stored) => LastLogIn = lastLogIn;

    /// <summary>The last of the log-ins. Publication must follow within <see cref="Evidence.Freshness"/>.</summary>
    public LogInEvidence LastLogIn { get; }

    /// <summary>
    /// Returns the credential as proven. Returns null while the log-ins do not prove it, and if the policy does not
    /// require log-ins.
    /// </summary>
    /// <param name="stored">The stored credential.</param>
    /// <param name="successes">
    /// Its consecutive successful log-ins. Those before <see cref="VerifyRule.Settle"/> is over do not count.
    /// </param>
    /// <param name="rule">The rule of the policy.</param>
    public static ProvenCredential? From(
        StoredCredential stored,
        ImmutableList<LogInEvidence> successes,
        VerifyRule rule)
    {
        var counted = successes.Where(logIn => logIn.At >= stored.StoredAt + rule.Settle).ToList();
        return rule.LogsIn && counted.Count >= rule.Consecutive && counted[^1].At - counted[0].At >= rule.Over
            ? new ProvenCredential(stored, counted[^1])
            : null;
    }
}

/// <summary>
/// A stored credential of a policy with <c>verify: none</c>, after its settling time. No log-in has proven it.
/// </summary>
public sealed record UnprovenCredential : PublishableCredential
{
    private UnprovenCredential(StoredCredential stored)
        : base(stored)
    {
    }

    /// <summary>Returns the credential. Returns null while it settles, or if the policy requires proof.</summary>
    public static UnprovenCredential? From(StoredCredential stored, VerifyRule rule, DateTimeOffset now) =>
        !rule.LogsIn && now >= stored.StoredAt + rule.Settle ? new UnprovenCredential(stored) : null;
}
