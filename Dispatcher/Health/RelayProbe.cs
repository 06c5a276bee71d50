using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Connects to a relay, secures the line and logs in as a send would; hands over nothing.
/// Tests: DoctorTests.
/// </summary>
internal sealed class RelayProbe(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan QuitPatience = TimeSpan.FromSeconds(1);

    public async Task<RelayProbeResult> LookAsync(RelaySettings relay, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        DateTimeOffset? ends = null;
        var look = new RelayProbeResult { Relay = relay };
        using var client = new SmtpClient
        {
            CheckCertificateRevocation = false,
            Timeout = (int)Patience.TotalMilliseconds,
        };
        string? distrust = null;
        client.ServerCertificateValidationCallback = (_, certificate, chain, faults) =>
        {
            var statuses = (chain?.ChainStatus ?? []).Aggregate(
                X509ChainStatusFlags.NoError,
                (all, status) => all | status.Status
            );
            distrust = CertificateFault.Explain(faults, statuses, relay.Host);
            ends =
                certificate is null ? null
                : DateTimeOffset.TryParse(certificate.GetExpirationDateString(), out var end) ? end
                : null;
            return faults is System.Net.Security.SslPolicyErrors.None;
        };
        try
        {
            look = look with { Addresses = await Dns.GetHostAddressesAsync(relay.Host, either.Token) };
            await client.ConnectAsync(relay.Host, relay.Port, relay.Security.Options(), either.Token);
            look = look with { Tls = client.IsSecure ? client.SslProtocol : null, CertificateEnds = ends };
            if (relay.UserName is { } userName)
            {
                MailServers.KeepOneMechanism(client.AuthenticationMechanisms);
                await client.AuthenticateAsync(userName, relay.Password ?? "", either.Token);
            }

            look = look with { LargestMessage = client.MaxSize };
            using var quit = new CancellationTokenSource(QuitPatience, clock);
            await QuitAsync(client, quit.Token);
            return look;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (Explain(relay, e, distrust) is { } trouble)
        {
            return look with { CertificateEnds = ends, Trouble = trouble };
        }
    }

    /// <summary>A relay that does not say goodbye is as good as one that does.</summary>
    private static async Task QuitAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e)
            when (e
                    is TimeoutException
                        or IOException
                        or ProtocolException
                        or OperationCanceledException
                        or CommandException
            )
        {
            // The relay has shown everything that the check needs.
        }
    }

    private static (string Says, string Do)? Explain(RelaySettings relay, Exception error, string? distrust) =>
        error switch
        {
            MailKit.Security.AuthenticationException or SaslException => (
                $"{relay} refuses the login of {relay.UserName}: {SmtpReply.Clean(error.Message)}",
                "Correct UserName and Password of the relay."
            ),
            SslHandshakeException when distrust is not null => (
                $"{relay}: no TLS connection that can be trusted: the certificate {distrust}",
                "Have the relay's certificate put right, or correct Host of the relay."
            ),
            SslHandshakeException => (
                $"{relay}: no TLS connection that can be trusted: {SmtpReply.Clean(error.Message.Split('\n')[0])}",
                "Look at the relay's certificate: its name, its end, who signed it."
            ),
            NotSupportedException => (
                $"{relay} does not offer what Security \"{relay.Security.ToString().ToLowerInvariant()}\" or the "
                    + "login needs.",
                "Correct Security of the relay, or fix the relay."
            ),
            CommandException => ($"{relay} answers {SmtpReply.Clean(error.Message)}", "Ask the operator of the relay."),
            SocketException
            or IOException
            or TimeoutException
            or ProtocolException
            or OperationCanceledException
            or ServiceNotConnectedException => (
                $"{relay} does not answer: "
                    + $"{SmtpReply.Clean(error is OperationCanceledException ? "not within 8 s" : error.Message)}",
                "Start the relay, or correct its Host and Port."
            ),
            _ => null,
        };
}
