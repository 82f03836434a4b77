using System.Runtime.InteropServices;

namespace RotationService.Core.Credentials;

/// <summary>Where credentials are: one object of the directory.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="ObjectId">Its object id.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DirectoryAddress(DirectoryKind Kind, Guid ObjectId)
{
    /// <summary>The tenant it is in; null if that is not known, and then it is in the only one there is.</summary>
    public Guid? TenantId { get; init; }
}
