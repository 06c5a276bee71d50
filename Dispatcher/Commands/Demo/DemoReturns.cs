using System.Text;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>The mails that mail servers and readers send back in the demo, as they would arrive. Pure.
/// Tests: DemoWeekTests.</summary>
internal static class DemoReturns
{
    private const string NoMailbox = "550 5.1.1 User unknown in local recipient table";
    private const string Full = "552 5.2.2 The mailbox is over its quota";

    /// <summary>There is no such mailbox.</summary>
    /// <param name="to">The envelope sender of the mail that comes back.</param>
    /// <param name="about">Who should have got it.</param>
    public static ReadOnlyMemory<byte> Dead(string to, string about) => Bounce(to, about, "5.1.1", NoMailbox);

    /// <summary>The mailbox is full; it may have room tomorrow.</summary>
    public static ReadOnlyMemory<byte> FullUp(string to, string about) => Bounce(to, about, "5.2.2", Full);

    /// <summary>The reader pressed "spam" (RFC 5965).</summary>
    public static ReadOnlyMemory<byte> Complaint(string to, string about) =>
        Bytes(
            $"""
            From: Feedback Loop <feedback@{MailDomain.Of(about)}>
            To: <{to}>
            Subject: Complaint about message from 192.0.2.7
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=feedback-report; boundary="demo"

            --demo
            Content-Type: text/plain

            This is an email abuse report for an email message.

            --demo
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            User-Agent: Demo/1.0
            Version: 1
            Original-Mail-From: <{to}>
            Original-Rcpt-To: <{about}>

            --demo
            Content-Type: text/rfc822-headers

            From: <letter@example.com>
            To: <{about}>
            Subject: The letter of this morning

            --demo--

            """
        );

    private static ReadOnlyMemory<byte> Bounce(string to, string about, string status, string reply) =>
        Bytes(
            $"""
            Return-Path: <>
            From: Mail Delivery System <MAILER-DAEMON@{MailDomain.Of(about)}>
            To: <{to}>
            Subject: Undelivered Mail Returned to Sender
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="demo"

            --demo
            Content-Type: text/plain

            Your message could not be delivered to <{about}>: {reply}

            --demo
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.{MailDomain.Of(about)}

            Final-Recipient: rfc822; {about}
            Action: failed
            Status: {status}
            Diagnostic-Code: smtp; {reply}

            --demo--

            """
        );

    private static ReadOnlyMemory<byte> Bytes(string mail) => Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n"));
}
