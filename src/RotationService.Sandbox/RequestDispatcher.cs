using System.Text.Json.Nodes;
using RotationService.Sandbox.Control;
using RotationService.Sandbox.Faults;
using RotationService.Sandbox.Http;

namespace RotationService.Sandbox;

/// <summary>Passes each request to its service, with the faults that are in force.</summary>
internal sealed class RequestDispatcher(
    SandboxServices services,
    ControlService control,
    FaultPlan faults,
    RequestCount requests)
{
    /// <summary>Answers a request.</summary>
    public Reply Serve(Call call)
    {
        if (call.Path.StartsWith(SandboxEngine.ControlPath, StringComparison.Ordinal))
        {
            return control.Answer(call);
        }

        if (services.At(call.Host) is not { } neighbour)
        {
            return Reply.Json(404, new
            {
                error = new { code = "NotFound", message = $"The sandbox does not answer for {call.Host}." }
            });
        }

        var route = neighbour.Route(call.Method, call.Segments);
        var reply = neighbour.Refuse(call, out var caller) ?? Strike(neighbour, route, call, caller);
        requests.Add(neighbour.Name, route, reply);
        return reply;
    }

    /// <summary>
    /// Serves an authenticated request, unless a fault is in force for it. A fault applies before or after the request
    /// takes effect.
    /// </summary>
    private Reply Strike(INeighbour neighbour, string route, Call call, Caller? caller)
    {
        if (faults.IsEmpty
            || faults.Meet(neighbour.Name, route, neighbour.TargetOf(call, caller)) is not { } fault)
        {
            return neighbour.Answer(call, caller);
        }

        var served = fault.KeepsRequestFromTakingEffect ? null : neighbour.Answer(call, caller);
        var reply = fault switch
        {
            { Body: { } body } => Reply.Text(fault.Status ?? 200, body),
            { Status: { } status } => neighbour.Fail(call, status),
            _ => served ?? Reply.Empty(500),
        };
        reply.Padding = fault.Padding;
        reply.Gzip = fault.Gzip;
        reply.Drop = fault.Drop;
        reply.Delay = fault.Delay;
        foreach (var (name, value) in fault.Headers ?? new Dictionary<string, JsonNode?>())
        {
            reply.With(name, value?.ToString() ?? "");
        }

        return reply;
    }
}
