using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>
/// Self-signed server certificates, made when needed. A child process trusts one through SSL_CERT_FILE (see
/// <see cref="WritePem"/>).
/// </summary>
internal static class TestCertificate
{
    /// <summary>Valid now, for localhost and 127.0.0.1.</summary>
    public static X509Certificate2 Valid() =>
        Create("localhost", from: TimeSpan.FromDays(-1), until: TimeSpan.FromDays(30));

    /// <summary>For localhost, expired yesterday.</summary>
    public static X509Certificate2 Expired() =>
        Create("localhost", from: TimeSpan.FromDays(-30), until: TimeSpan.FromDays(-1));

    /// <summary>Valid now, for another host.</summary>
    public static X509Certificate2 WrongName() =>
        Create("elsewhere.example", from: TimeSpan.FromDays(-1), until: TimeSpan.FromDays(30));

    /// <summary>Writes the certificate without its key.</summary>
    public static void WritePem(X509Certificate2 certificate, string path) =>
        File.WriteAllText(path, certificate.ExportCertificatePem());

    private static X509Certificate2 Create(string name, TimeSpan from, TimeSpan until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "Server Authentication")], critical: false)
        );

        var now = TimeProvider.System.GetUtcNow();
        using var ephemeral = request.CreateSelfSigned(now + from, now + until);

        // Some platforms serve TLS only with an imported key, not with an ephemeral one.
        return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
    }
}
