namespace RotationService.Core.Ports;

/// <summary>The identity that we run under, as its own token describes it.</summary>
/// <param name="ObjectId">Its object id: of an application or managed identity, that of its service principal; null if the token does not say.</param>
/// <param name="Permission">The application permission by which it may change applications; null if it has none, or the token does not say.</param>
/// <param name="IsPerson">Whether it stands for a person, whose rights the token does not list.</param>
public sealed record OwnIdentity(Guid? ObjectId, string? Permission, bool IsPerson);
