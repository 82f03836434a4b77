namespace RotationService.Sandbox.Http;

/// <summary>One of the Azure services that the sandbox stands in for.</summary>
internal interface INeighbour
{
    /// <summary>
    /// The name of the service in faults and in the request count: <c>graph</c>, <c>login</c> or <c>vault</c>.
    /// </summary>
    string Name { get; }

    /// <summary>
    /// Returns the method and the path of a request, with ids and names replaced by placeholders, such as
    /// <c>POST /applications/{id}/addPassword</c>.
    /// </summary>
    string Route(string method, IReadOnlyList<string> segments);

    /// <summary>Refuses a request that is not authenticated.</summary>
    /// <param name="call">The request.</param>
    /// <param name="caller">
    /// The caller. Null if the service does not authenticate callers, or the token is not valid.
    /// </param>
    /// <returns>The refusal. Null if the request is authenticated.</returns>
    Reply? Refuse(Call call, out Caller? caller);

    /// <summary>Returns the application or the secret that the request concerns.</summary>
    CallTarget TargetOf(Call call, Caller? caller);

    /// <summary>Answers an authenticated request.</summary>
    Reply Answer(Call call, Caller? caller);

    /// <summary>
    /// Returns an error in the service's own format, for a fault that has no cause in the state of the sandbox.
    /// </summary>
    Reply Fail(Call call, int status);
}
