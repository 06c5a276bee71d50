using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Newsletter.Dispatcher.Health;

namespace Newsletter.Dispatcher.Tests.Health;

internal sealed class CertificateFaultTests
{
    [TestCase(SslPolicyErrors.None, X509ChainStatusFlags.NoError, ExpectedResult = null)]
    [TestCase(
        SslPolicyErrors.RemoteCertificateChainErrors,
        X509ChainStatusFlags.NotTimeValid,
        ExpectedResult = "has expired, or is not valid yet"
    )]
    [TestCase(
        SslPolicyErrors.RemoteCertificateNameMismatch,
        X509ChainStatusFlags.NoError,
        ExpectedResult = "is for another name than relay.example"
    )]
    [TestCase(
        SslPolicyErrors.RemoteCertificateChainErrors,
        X509ChainStatusFlags.PartialChain,
        ExpectedResult = "is signed by an authority that this machine does not know"
    )]
    [TestCase(
        SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch,
        X509ChainStatusFlags.UntrustedRoot,
        ExpectedResult = "is for another name than relay.example, and is signed by an authority that this machine does "
            + "not know"
    )]
    public string? Each_fault_has_its_words(SslPolicyErrors faults, X509ChainStatusFlags statuses) =>
        CertificateFault.Explain(faults, statuses, "relay.example");
}
