namespace RotationService.Core.Ports;

/// <summary>What a listing of the applications shows beside what every one shows. Each makes its pages larger.</summary>
[Flags]
public enum ListingDetails
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>Their tags.</summary>
    Tags = 1,

    /// <summary>Who owns them; of each application twenty owners at most.</summary>
    Owners = 2,
}
