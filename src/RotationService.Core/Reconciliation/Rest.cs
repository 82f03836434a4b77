using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Reconciliation;

/// <summary>What a pass found of an application for which nothing is to be done for a while: a sweep repeats it instead of reading the vaults again.</summary>
/// <param name="Until">When time alone will bring something about.</param>
/// <param name="Application">The application as it was read then.</param>
/// <param name="Gone">The credentials that reads had missed for long enough by then: what was to be done about them has been done.</param>
/// <param name="Report">What was said of it, without what was done in that pass.</param>
internal sealed record Rest(DateTimeOffset Until, DirectoryApplication Application, IReadOnlySet<Guid> Gone, ApplicationReport Report)
{
    /// <summary>Whether it still holds for what a listing shows.</summary>
    public bool HoldsFor(DirectoryApplication application, DateTimeOffset now) =>
        now < Until && Shows(application);

    /// <summary>Whether a read shows the same application.</summary>
    public bool Shows(DirectoryApplication application) => application.HasTheSameCredentialsAs(Application);
}
