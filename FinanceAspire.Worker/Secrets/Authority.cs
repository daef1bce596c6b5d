using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FinanceAspire.Worker.Secrets;

/// <summary>The installation's own certificate authority, made once. What it signs is trusted inside the stack only.</summary>
internal sealed class Authority
{
    private readonly ISecretStore _store;
    private readonly TimeProvider _clock;
    private readonly X509Certificate2 _certificate;

    public Authority(ISecretStore store, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        // One entry, so that a start that was cut off never leaves a certificate without its key.
        var pem = store.Keep("authority", Make);
        _certificate = X509Certificate2.CreateFromPem(pem, pem);
    }

    public string Certificate => _certificate.ExportCertificatePem() + "\n";

    /// <summary>The certificate of a host and its key; made anew in its last year, which nothing but a start of that host notices.</summary>
    public (string Certificate, string Key) For(string host)
    {
        var pem = _store.Keep($"certificate-{host}", () => Sign(host), kept =>
        {
            using var old = X509Certificate2.CreateFromPem(kept);
            return old.NotAfter.ToUniversalTime() > _clock.GetUtcNow().UtcDateTime.AddYears(1);
        });
        var key = pem.IndexOf("-----BEGIN PRIVATE KEY-----", StringComparison.Ordinal);
        return (pem[..key], pem[key..]);
    }

    private string Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=FinanceAspire installation", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(Yesterday, Yesterday.AddYears(30));
        return Pem(certificate, key);
    }

    private string Sign(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (host == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(_certificate, Yesterday, Yesterday.AddYears(10), RandomNumberGenerator.GetBytes(16));
        return Pem(certificate, key);
    }

    private DateTimeOffset Yesterday => _clock.GetUtcNow().AddDays(-1);

    private static string Pem(X509Certificate2 certificate, ECDsa key) => $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
}
