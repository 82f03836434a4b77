using System.Runtime.InteropServices;

namespace RotationService.Core.Credentials;

/// <summary>The address of a directory object that has credentials.</summary>
/// <param name="Kind">The kind of the object.</param>
/// <param name="ObjectId">The object ID.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DirectoryAddress(DirectoryKind Kind, Guid ObjectId)
{
    /// <summary>The tenant of the object. Null if the tenant is not named. Then there is only one.</summary>
    public Guid? TenantId { get; init; }
}
