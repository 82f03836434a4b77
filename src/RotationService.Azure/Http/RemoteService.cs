namespace RotationService.Azure.Http;

/// <summary>Which remote service a request goes to.</summary>
internal enum RemoteService
{
    Graph,
    Vault,
    Token,
}
