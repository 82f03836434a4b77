namespace RotationService.Sandbox.State;

/// <summary>The two kinds of directory object that can hold credentials.</summary>
internal enum EntryKind
{
    Application,
    ServicePrincipal,
}
