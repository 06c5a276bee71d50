using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// What MailKit's exceptions mean, at connecting and while a message is handed over.
/// Tests: RelayPoolTests.
/// </summary>
/// <remarks>
/// The rule for a message, right in every fault that was measured: all bytes reported and then an exception means
/// uncertain; before that, certainly not accepted; any parsed reply is certain. What happens at connect, TLS, AUTH or
/// MAIL is the relay's affair.
/// </remarks>
internal sealed class SmtpFaults(RelaySettings relay)
{
    /// <summary>What a fault while a message was handed over means; null for one that nobody planned for.</summary>
    /// <param name="written">Bytes of the message that the socket took.</param>
    /// <returns>The outcome, and false where the connection is of no use any more.</returns>
    public (DeliveryOutcome Outcome, bool IsUsable)? OfMessage(Exception error, OutgoingMessage message, long written)
    {
        switch (error)
        {
            case SmtpCommandException e:
                var domain = MailDomain.Of(message.To);
                var outcome = SmtpReply.Classify(e.ErrorCode, (int)e.StatusCode, e.Message, relay.ToString(), domain);
                var isBroken =
                    (outcome is DeliveryOutcome.Uncertain or DeliveryOutcome.RelayTrouble) || (int)e.StatusCode is 421;
                return (outcome, IsUsable: !isBroken);
            case ParseException:
                // An address that never should have come into the ledger. Nothing was sent.
                return (
                    new DeliveryOutcome.Rejected(
                        $"internal: the address cannot be written to a relay ({SmtpReply.Clean(error.Message)})",
                        RefusalCause.Internal
                    ),
                    IsUsable: true
                );
            case ServiceNotAuthenticatedException:
                return (WantsLogin(error), IsUsable: false);
            case IOException
            or TimeoutException
            or ProtocolException
            or OperationCanceledException
            or SocketException
            or ObjectDisposedException
            or ServiceNotConnectedException:
                return (OfLostConnection(error, message, written), IsUsable: false);
            default:
                return null;
        }
    }

    /// <summary>
    /// What a fault at connect, TLS or AUTH means for an operator; null for one that nobody planned for.
    /// </summary>
    public Trouble? OfConnecting(Exception error) =>
        error switch
        {
            AuthenticationException or SaslException => new(
                TroubleKind.Refused,
                $"{relay} refuses the login of {relay.UserName}: {SmtpReply.Clean(error.Message)} Check UserName and "
                    + "Password of the relay."
            ),
            SslHandshakeException => new(
                TroubleKind.Refused,
                $"{relay}: no TLS connection that can be trusted: {SmtpReply.Clean(error.Message.Split('\n')[0])} "
                    + "Check the relay's certificate and its name."
            ),
            NotSupportedException => new(
                TroubleKind.Refused,
                $"{relay} does not offer what Security \"{relay.Security.ToString().ToLowerInvariant()}\" needs: "
                    + $"{SmtpReply.Clean(error.Message)} Nothing was sent in clear text."
            ),
            SmtpCommandException e => new(
                TroubleKind.Unreachable,
                $"{relay} answers {SmtpReply.Line((int)e.StatusCode, e.Message)}"
            ),
            SocketException
            or IOException
            or TimeoutException
            or ProtocolException
            or OperationCanceledException
            or ObjectDisposedException => new(
                TroubleKind.Unreachable,
                $"{relay} does not answer: {SmtpReply.Clean(Silence(error))}"
            ),
            _ => null,
        };

    private static string Silence(Exception error) =>
        error is OperationCanceledException ? "no connection within 30 s" : error.Message;

    private DeliveryOutcome.RelayTrouble WantsLogin(Exception error) =>
        new(
            new(
                TroubleKind.Refused,
                $"{relay} wants a login: {SmtpReply.Clean(error.Message)}. Set UserName and Password of the relay."
            )
        );

    private DeliveryOutcome OfLostConnection(Exception error, OutgoingMessage message, long written)
    {
        var reason = $"{relay}: the connection was lost ({SmtpReply.Clean(error.Message)})";
        return written >= message.Size ? new DeliveryOutcome.Uncertain(reason)
            : written > 0 ? new DeliveryOutcome.Deferred(reason)
            : new DeliveryOutcome.RelayTrouble(new(TroubleKind.Passing, reason));
    }
}
