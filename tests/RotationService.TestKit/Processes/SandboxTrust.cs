using System.Security.Cryptography.X509Certificates;

namespace RotationService.TestKit.Processes;

/// <summary>Trust in the certificate authority of a sandbox, and in no other.</summary>
public static class SandboxTrust
{
    /// <summary>Reads the authority.</summary>
    /// <param name="authority">The PEM file that the sandbox writes.</param>
    public static X509ChainPolicy In(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return policy;
    }
}
