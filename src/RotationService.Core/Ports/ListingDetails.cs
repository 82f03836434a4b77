namespace RotationService.Core.Ports;

/// <summary>Additional details that a listing of applications can request. Each makes the pages larger.</summary>
[Flags]
public enum ListingDetails
{
    /// <summary>No additional details.</summary>
    None = 0,

    /// <summary>The tags of each application.</summary>
    Tags = 1,

    /// <summary>The owners of each application, at most twenty.</summary>
    Owners = 2,
}
