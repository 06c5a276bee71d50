using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Newsletter.Dispatcher.Health;

/// <summary>Why a server's certificate is not trusted, in words that follow "the certificate". Pure.</summary>
internal static class CertificateFault
{
    private const X509ChainStatusFlags OfTime = X509ChainStatusFlags.NotTimeValid;

    private const X509ChainStatusFlags OfSigner =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <param name="statuses">All that is wrong with the chain.</param>
    /// <param name="host">The name that the server was asked for.</param>
    /// <returns>All reasons, since a new certificate has to be right in each of them; null when it is
    /// trusted.</returns>
    public static string? Explain(SslPolicyErrors faults, X509ChainStatusFlags statuses, string host)
    {
        if (faults is SslPolicyErrors.None)
        {
            return null;
        }

        var reasons = new List<string>();
        if (statuses.HasFlag(OfTime))
        {
            reasons.Add("has expired, or is not valid yet");
        }

        if (faults.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add($"is for another name than {host}");
        }

        if ((statuses & OfSigner) != X509ChainStatusFlags.NoError)
        {
            reasons.Add("is signed by an authority that this machine does not know");
        }

        return reasons.Count > 0 ? string.Join(", and ", reasons) : $"cannot be trusted ({faults}, {statuses})";
    }
}
