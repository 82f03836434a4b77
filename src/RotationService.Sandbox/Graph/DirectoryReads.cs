using System.Text;
using System.Text.Json;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Graph;

/// <summary>Reads applications and service principals, one at a time or by page.</summary>
internal sealed class DirectoryReads(SandboxState state, TimeProvider clock)
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    private static readonly string[] ReadUsers =
        ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];

    private bool MayReadUsers => state.Settings.GraphPermissions.Any(ReadUsers.Contains);

    public Reply One(Call call, DirectoryEntry entry, DateTimeOffset asOf) => Reply.Written(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{GraphJson.Context}{SetName(entry.EntryKind)}/$entity");
        WriterFor(call, asOf, withType: false)(json, entry);
        json.WriteEndObject();
    });

    public Reply Owners(DirectoryEntry entry, DirectoryEntry? operatorPrincipal) => Reply.Written(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{GraphJson.Context}directoryObjects");
        GraphJson.WriteOwners(json, "value", entry, operatorPrincipal, MayReadUsers);
        json.WriteEndObject();
    });

    /// <summary>
    /// Returns a page of all objects of a kind. A page has 1 to 999 objects and 100 by default (seen on Microsoft's own
    /// pages).
    /// </summary>
    public Reply List(Call call, EntryKind kind, IReadOnlyList<DirectoryEntry> entries, DateTimeOffset asOf)
    {
        var filter = call.Query("$filter");
        IEnumerable<DirectoryEntry> found = entries;
        if (filter is not null)
        {
            try
            {
                var matches = GraphFilter.Parse(filter);
                if (GraphFilter.AppIdsOf(filter) is { } appIds && entries.Count > 0)
                {
                    found = appIds
                        .Select(appId => state.Entry(entries[0].TenantId, appId, kind))
                        .OfType<DirectoryEntry>()
                        .OrderBy(e => e.Sequence);
                }

                found = found.Where(matches);
            }
            catch (FormatException e)
            {
                return GraphError.Of(call, clock.GetUtcNow(), 400, "Request_UnsupportedQuery", e.Message);
            }
        }

        return Page(call, [.. found.Where(e => e.IsThere(asOf))], SetName(kind), asOf, withType: false);
    }

    /// <summary>
    /// Returns what a service principal owns. The permission OwnedBy is enough to read it (documented). In the sandbox
    /// only the operator owns objects.
    /// </summary>
    public Reply OwnedObjects(Call call, DirectoryEntry owner, string? cast, DateTimeOffset asOf)
    {
        EntryKind? kind = cast?.ToLowerInvariant() switch
        {
            "microsoft.graph.application" or "graph.application" => EntryKind.Application,
            "microsoft.graph.serviceprincipal" or "graph.serviceprincipal" => EntryKind.ServicePrincipal,
            _ => null,
        };
        if (cast is not null && kind is null)
        {
            return GraphError.Of(
                call,
                clock.GetUtcNow(),
                400,
                "Request_BadRequest",
                $"The sandbox knows no owned objects of type '{cast}'.");
        }

        var kinds = kind is { } only ? [only] : new[] { EntryKind.Application, EntryKind.ServicePrincipal };
        var owned = kinds
            .SelectMany(k => state.List(owner.TenantId, k))
            .Where(e => e.Owned && owner.AppId == state.Operator.ClientId && e.IsThere(asOf));
        return Page(
            call,
            [.. kinds.Length == 1 ? owned : owned.OrderBy(e => e.Sequence)],
            kind is { } one ? SetName(one) : "directoryObjects",
            asOf,
            withType: kind is null);
    }

    private Reply Page(Call call, List<DirectoryEntry> found, string set, DateTimeOffset asOf, bool withType)
    {
        var top = DefaultPage;
        if (call.Query("$top") is { } asked && (!int.TryParse(asked, out top) || top is < 1 or > LargestPage))
        {
            return GraphError.Of(
                call,
                clock.GetUtcNow(),
                400,
                "Request_UnsupportedQuery",
                $"Invalid page size specified: '{asked}'. Must be between 1 and {LargestPage} inclusive.");
        }

        var after = -1;
        if (call.Query("$skiptoken") is { } skip && !TryRead(skip, out after))
        {
            return GraphError.Of(
                call,
                clock.GetUtcNow(),
                400,
                "Directory_ExpiredPageToken",
                "The specified page token value is invalid or has expired.");
        }

        var rest = found.Where(e => e.Sequence > after).Take(top + 1).ToList();
        var page = rest.Take(top).ToList();
        var write = WriterFor(call, asOf, withType);
        return Reply.Written(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", GraphJson.Context + set);

            // Graph ignores $count silently unless the header selects the separate index (documented).
            if (call.Query("$count") == "true"
                && string.Equals(call.Header("ConsistencyLevel"), "eventual", StringComparison.OrdinalIgnoreCase))
            {
                json.WriteNumber("@odata.count", found.Count);
            }

            if (rest.Count > top)
            {
                json.WriteString("@odata.nextLink", call.NextLink(SkipToken(page[^1].Sequence)));
            }

            json.WriteStartArray("value");
            foreach (var entry in page)
            {
                json.WriteStartObject();
                write(json, entry);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>
    /// Returns the function that writes the objects of this request. A page can hold a thousand of them, so the options
    /// are parsed once.
    /// </summary>
    private Action<Utf8JsonWriter, DirectoryEntry> WriterFor(Call call, DateTimeOffset asOf, bool withType)
    {
        var select = call.Query("$select")
            ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var withOwners = call.Query("$expand")?.StartsWith("owners", StringComparison.OrdinalIgnoreCase) == true;
        return (json, entry) => Write(json, entry, asOf, select, withType, withOwners);
    }

    private void Write(
        Utf8JsonWriter json,
        DirectoryEntry entry,
        DateTimeOffset asOf,
        HashSet<string>? select,
        bool withType,
        bool withOwners)
    {
        if (withType)
        {
            json.WriteString(
                "@odata.type",
                entry.EntryKind == EntryKind.Application
                    ? "#microsoft.graph.application"
                    : "#microsoft.graph.servicePrincipal");
        }

        GraphJson.WriteEntry(json, entry, asOf, select);
        if (withOwners)
        {
            GraphJson.WriteOwners(
                json,
                "owners",
                entry,
                state.Entry(entry.TenantId, state.Operator.ClientId, EntryKind.ServicePrincipal),
                MayReadUsers);
        }
    }

    private static string SetName(EntryKind kind) =>
        kind == EntryKind.Application ? "applications" : "servicePrincipals";

    private static string SkipToken(int sequence) =>
        Convert.ToHexString(Encoding.ASCII.GetBytes($"after:{sequence}"));

    private static bool TryRead(string skipToken, out int sequence)
    {
        sequence = -1;
        try
        {
            return Encoding.ASCII.GetString(Convert.FromHexString(skipToken)).Split(':') is ["after", var number]
                && int.TryParse(number, out sequence);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
