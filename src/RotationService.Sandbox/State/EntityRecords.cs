using System.Text.Json;

namespace RotationService.Sandbox.State;

/// <summary>Converts the entities of the sandbox to stored records and back.</summary>
internal static class EntityRecords
{
    /// <summary>Returns the record of an entity.</summary>
    public static StateRecord Of(IEntity entity) =>
        new(entity.Kind, entity.Key, JsonSerializer.SerializeToNode(entity, entity.GetType(), SandboxJson.Lenient));

    /// <summary>Returns the entity of a record. Null if the record says that the entity was deleted.</summary>
    /// <exception cref="InvalidDataException">The record is of an unknown kind.</exception>
    public static IEntity? Read(StateRecord record)
    {
        if (record.Value is not { } value)
        {
            return null;
        }

        return record.Kind switch
        {
            "generator" => value.Deserialize<Generator>(SandboxJson.Lenient),
            "operator" => value.Deserialize<OperatorIdentity>(SandboxJson.Lenient),
            "settings" => value.Deserialize<Settings>(SandboxJson.Lenient),
            "clock" => value.Deserialize<ClockPosition>(SandboxJson.Lenient),
            "tenant" => value.Deserialize<Tenant>(SandboxJson.Lenient),
            "directory" => value.Deserialize<DirectoryEntry>(SandboxJson.Lenient),
            "vault" => value.Deserialize<KeyVault>(SandboxJson.Lenient),
            "secret" => value.Deserialize<VaultSecret>(SandboxJson.Lenient),
            _ => throw new InvalidDataException(
                $"The sandbox's state has a record of an unknown kind: {record.Kind}."),
        };
    }
}
