namespace RotationService.Sandbox.State;

/// <summary>Something that is kept across restarts, whole, under a kind and a key.</summary>
internal interface IEntity
{
    /// <summary>The <see cref="StateRecord.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>The <see cref="StateRecord.Key"/>, unique within the kind.</summary>
    string Key { get; }
}
