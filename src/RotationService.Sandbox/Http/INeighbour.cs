namespace RotationService.Sandbox.Http;

/// <summary>One of the services the sandbox stands in for.</summary>
internal interface INeighbour
{
    /// <summary>What faults and the request count call it: <c>graph</c>, <c>login</c> or <c>vault</c>.</summary>
    string Name { get; }

    /// <summary>The request's method, and its path with ids and names replaced: <c>POST /applications/{id}/addPassword</c>.</summary>
    string Route(string method, IReadOnlyList<string> segments);

    /// <summary>Turns a request away that is not authenticated.</summary>
    /// <param name="call">The request.</param>
    /// <param name="caller">Who calls, where that is asked for and known.</param>
    /// <returns>The refusal, or null.</returns>
    Reply? Refuse(Call call, out Caller? caller);

    /// <summary>What the request is about.</summary>
    CallTarget TargetOf(Call call, Caller? caller);

    /// <summary>Answers an authenticated request.</summary>
    Reply Answer(Call call, Caller? caller);

    /// <summary>An error in the service's own envelope that has no cause in the sandbox's world.</summary>
    Reply Fail(Call call, int status);
}
