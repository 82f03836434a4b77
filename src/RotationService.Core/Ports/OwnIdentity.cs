namespace RotationService.Core.Ports;

/// <summary>The identity of the service, as its own token describes it.</summary>
/// <param name="ObjectId">
/// The object ID. For an application or a managed identity it is that of the service principal. Null if the token does
/// not contain it.
/// </param>
/// <param name="Permission">
/// The application permission that allows it to change applications. Null if it has none, or if the token does not list
/// it.
/// </param>
/// <param name="IsPerson">Whether the identity is a person, whose rights the token does not list.</param>
public sealed record OwnIdentity(Guid? ObjectId, string? Permission, bool IsPerson);
