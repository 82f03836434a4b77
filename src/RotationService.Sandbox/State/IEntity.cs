namespace RotationService.Sandbox.State;

/// <summary>An object that is stored as a whole across restarts, under a kind and a key.</summary>
internal interface IEntity
{
    /// <summary>The <see cref="StateRecord.Kind"/> of the object.</summary>
    string Kind { get; }

    /// <summary>The <see cref="StateRecord.Key"/> of the object, unique within the kind.</summary>
    string Key { get; }
}
