using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RotationService.Sandbox.Hosting;

/// <summary>The private certificate authority of the sandbox, and the server certificate that it issued.</summary>
/// <remarks>
/// Both are created on first use and kept. Their validity is in real time and not in sandbox time, because clients
/// check it against the clocks of their own machines.
/// </remarks>
internal sealed class SandboxCertificates : IDisposable
{
    private const string AuthorityName = "ca.pem";
    private const string AuthorityKeyName = "ca-key.pem";
    private const string ServerName = "server.pem";
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    // Some operating systems reject server certificates that are valid for more than 825 days, whoever issued them.
    private static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(800);
    private static readonly TimeSpan Margin = TimeSpan.FromDays(30);
    private static readonly TimeSpan Backdated = TimeSpan.FromDays(1);

    private SandboxCertificates(string authorityPath, X509Certificate2 server)
    {
        AuthorityPath = authorityPath;
        AuthorityPem = File.ReadAllText(authorityPath);
        Server = server;
    }

    /// <summary>The path of the authority's certificate, which clients must trust.</summary>
    public string AuthorityPath { get; }

    /// <summary>The certificate of the authority, in PEM format.</summary>
    public string AuthorityPem { get; }

    /// <summary>The certificate of the server, with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>Loads the certificates from a directory. Creates those that are missing or about to expire.</summary>
    public static SandboxCertificates Open(SandboxDirectory directory)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = OpenAuthority(directory, now);
        return new SandboxCertificates(directory.File(AuthorityName), OpenServer(directory, authority, now));
    }

    /// <inheritdoc/>
    public void Dispose() => Server.Dispose();

    private static X509Certificate2 OpenAuthority(SandboxDirectory directory, DateTimeOffset now)
    {
        var path = directory.File(AuthorityName);
        var keyPath = directory.File(AuthorityKeyName);
        if (Load(path, keyPath, now) is { } kept)
        {
            return kept;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            $"CN=RotationService sandbox CA {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}",
            key,
            HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true,
            hasPathLengthConstraint: true,
            pathLengthConstraint: 0,
            critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var made = request.CreateSelfSigned(now - Backdated, now + AuthorityLifetime);
        PrivateFile.Replace(keyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Replace(path, made.ExportCertificatePem() + "\n");
        return made;
    }

    private static X509Certificate2 OpenServer(
        SandboxDirectory directory,
        X509Certificate2 authority,
        DateTimeOffset now)
    {
        var path = directory.File(ServerName);
        if (Load(path, path, now) is { } kept)
        {
            if (kept.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData))
            {
                return Usable(kept);
            }

            kept.Dispose();
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=RotationService sandbox", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: false,
            hasPathLengthConstraint: false,
            pathLengthConstraint: 0,
            critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature,
            critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1")],
            critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority,
            includeKeyIdentifier: true,
            includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(Names());
        using var issued = request.Create(
            authority,
            now - Backdated,
            now + ServerLifetime,
            RandomNumberGenerator.GetBytes(16));
        PrivateFile.Replace(path, $"{issued.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return Usable(issued.CopyWithPrivateKey(key));
    }

    private static X509Extension Names()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in SandboxHostNames.Fixed)
        {
            names.AddDnsName(name);
        }

        names.AddDnsName("*" + SandboxHostNames.VaultSuffix);
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        return names.Build();
    }

    private static X509Certificate2? Load(string path, string keyPath, DateTimeOffset now)
    {
        if (!File.Exists(path) || !File.Exists(keyPath))
        {
            return null;
        }

        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
        }
        catch (CryptographicException)
        {
            // The certificate and the key do not match, because the process ended after it had replaced one of them.
            return null;
        }

        if (certificate.NotAfter.ToUniversalTime() - Margin > now.UtcDateTime)
        {
            return certificate;
        }

        certificate.Dispose();
        return null;
    }

    // Windows cannot serve TLS with a key that exists only in memory.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
