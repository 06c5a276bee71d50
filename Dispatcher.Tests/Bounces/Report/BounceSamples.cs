using Newsletter.Dispatcher.Bounces.Report;
using static Newsletter.Dispatcher.Tests.Bounces.Report.BounceSample;

namespace Newsletter.Dispatcher.Tests.Bounces.Report;

/// <summary>How mail systems and large providers word what comes back.</summary>
internal static class BounceSamples
{
    private const string Exim =
        "This message was created automatically by mail delivery software.\n\n"
        + "A message that you sent could not be delivered to one or more of its\n"
        + "recipients. This is a permanent error. The following address(es) failed:\n\n";
    private const string Qmail =
        "Hi. This is the qmail-send program at mx.example.org.\n"
        + "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        + "This is a permanent error; I've given up. Sorry it didn't work out.\n\n<ana@example.org>:\n";
    private const string Postfix =
        "This is the mail system at host relay.example.net.\n\n"
        + "I'm sorry to have to inform you that your message could not\n"
        + "be delivered to one or more recipients. It's attached below.\n\n"
        + "For further assistance, please send mail to postmaster.\n\n";

    public static IEnumerable<BounceSample> All =>
        [
            // Exim
            Plain(
                "exim rcpt",
                BounceReason.UserUnknown,
                true,
                Exim
                    + "  ana@example.org\n    host mx.example.org [192.0.2.1]\n"
                    + "    SMTP error from remote mail server after RCPT TO:<ana@example.org>:\n"
                    + "    550 5.1.1 <ana@example.org>: Recipient address rejected: User unknown"
            ),
            Plain(
                "exim rcpt without an enhanced code",
                BounceReason.UserUnknown,
                true,
                Exim
                    + "  ana@example.org\n    SMTP error from remote mail server after RCPT TO:<ana@example.org>:\n"
                    + "    host mx.example.org [192.0.2.1]: 550 No such person at this address."
            ),
            Plain(
                "exim after data",
                BounceReason.Refused,
                false,
                Exim
                    + "  ana@example.org\n    SMTP error from remote mail server after end of data:\n"
                    + "    host mx.example.org [192.0.2.1]: 550 unknown user"
            ),
            Plain(
                "exim unrouteable",
                BounceReason.HostUnknown,
                true,
                Exim + "  ana@example.org\n    Unrouteable address"
            ),
            Plain(
                "exim old mailer",
                BounceReason.HostUnknown,
                true,
                Exim + "  ana@example.org:\n    unrouteable mail domain \"example.org\""
            ),
            Plain(
                "exim local part",
                BounceReason.UserUnknown,
                true,
                Exim + "  ana@example.org\n    unknown local-part \"ana\" in domain \"example.org\""
            ),
            Plain(
                "exim mx to nowhere",
                BounceReason.HostUnknown,
                true,
                Exim + "  ana@example.org\n    all relevant MX records point to non-existent hosts"
            ),
            Plain(
                "exim retry timeout",
                BounceReason.Expired,
                false,
                Exim + "  ana@example.org\n    retry timeout exceeded"
            ),
            Plain(
                "exim quota",
                BounceReason.MailboxFull,
                false,
                Exim + "  ana@example.org\n    mailbox is full: retry timeout exceeded"
            ),
            Plain(
                "exim sender verify",
                BounceReason.SenderRejected,
                false,
                Exim
                    + "  ana@example.org\n    SMTP error from remote mail server after RCPT TO:<ana@example.org>:\n"
                    + "    550-Verification failed for <b@news.example>\n    550-No such user here\n"
                    + "    550 Sender verify failed"
            ),
            Plain(
                "exim too large",
                BounceReason.TooLarge,
                false,
                Exim
                    + "  ana@example.org\n    SMTP error from remote mail server after MAIL FROM:<b@news.example> "
                    + "SIZE=99999:\n    552 5.3.4 Message size exceeds fixed limit"
            ),
            Plain(
                "exim warning",
                BounceReason.Expired,
                false,
                "This message was created automatically by mail delivery software.\n"
                    + "A message that you sent has not yet been delivered to one or more of its\n"
                    + "recipients after more than 24 hours on the queue.\n\n"
                    + "The address to which the message has not yet been delivered is:\n\n  ana@example.org\n"
                    + "    Delay reason: connection timed out\n\n"
                    + "No action is required on your part. Delivery attempts will continue for\nsome time.",
                BounceKind.Delayed,
                "Warning: message 1abc delayed 24 hours"
            ),
            // qmail and its kin
            Plain(
                "qmail no mailbox",
                BounceReason.UserUnknown,
                true,
                Qmail + "Sorry, no mailbox here by that name. (#5.1.1)",
                subject: "failure notice"
            ),
            Plain(
                "qmail does not like recipient",
                BounceReason.UserUnknown,
                true,
                Qmail
                    + "192.0.2.1 does not like recipient.\nRemote host said: 550 No such user here\n"
                    + "Giving up on 192.0.2.1.",
                subject: "failure notice"
            ),
            Plain(
                "qmail after the message",
                BounceReason.Refused,
                false,
                Qmail + "192.0.2.1 failed after I sent the message.\nRemote host said: 550 User unknown",
                subject: "failure notice"
            ),
            Plain(
                "qmail no host",
                BounceReason.HostUnknown,
                true,
                Qmail + "Sorry, I couldn't find any host named example.org. (#5.1.2)",
                subject: "failure notice"
            ),
            Plain(
                "qmail cannot connect",
                BounceReason.Expired,
                false,
                Qmail
                    + "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n"
                    + "I'm not going to try again; this message has been in the queue too long.",
                subject: "failure notice"
            ),
            Plain(
                "qmail rcpthosts",
                BounceReason.RelayDenied,
                false,
                Qmail
                    + "192.0.2.1 does not like recipient.\nRemote host said: 553 sorry, that domain isn't in my list "
                    + "of allowed rcpthosts (#5.7.1)\nGiving up on 192.0.2.1.",
                subject: "failure notice"
            ),
            Plain(
                "vpopmail quota",
                BounceReason.MailboxFull,
                false,
                Qmail + "user is over quota",
                subject: "failure notice"
            ),
            Plain(
                "qmail sender",
                BounceReason.SenderRejected,
                false,
                Qmail + "Connected to 192.0.2.1 but sender was rejected.\nRemote host said: 550 unknown user",
                subject: "failure notice"
            ),
            // Postfix
            Plain(
                "postfix old, rcpt",
                BounceReason.UserUnknown,
                true,
                Postfix
                    + "<ana@example.org>: host mx.example.org[192.0.2.1] said: 550 <ana@example.org>:\n"
                    + "    Recipient address rejected: User unknown in virtual mailbox table (in reply to\n"
                    + "    RCPT TO command)"
            ),
            Plain(
                "postfix old, data",
                BounceReason.Spam,
                false,
                Postfix
                    + "<ana@example.org>: host mx.example.org[192.0.2.1] said: 554 5.7.1 This message\n"
                    + "    looks like SPAM (in reply to end of DATA command)"
            ),
            Dsn(
                "postfix host not found",
                BounceReason.HostUnknown,
                true,
                "Action: failed\nStatus: 5.4.4\nDiagnostic-Code: X-Postfix; Host or domain name not found. Name "
                    + "service error for\n name=example.org type=AAAA: Host not found"
            ),
            Dsn(
                "postfix null mx",
                BounceReason.NoMail,
                true,
                "Action: failed\nStatus: 5.1.0\nDiagnostic-Code: X-Postfix; Domain example.org does not accept mail "
                    + "(nullMX)"
            ),
            Dsn(
                "postfix greylisted for days",
                BounceReason.Policy,
                false,
                "Action: failed\nStatus: 4.7.1\nDiagnostic-Code: smtp; 450 4.7.1 <ana@example.org>: Recipient address "
                    + "rejected: Greylisted"
            ),
            Dsn(
                "postfix delay",
                BounceReason.Expired,
                false,
                "Action: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to mx.example.org[192.0.2.1]:25: "
                    + "Connection refused",
                kind: BounceKind.Delayed
            ),
            Dsn(
                "postfix pipe to a program",
                BounceReason.System,
                false,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: x-unix; user unknown"
            ),
            Dsn(
                "dovecot quota",
                BounceReason.MailboxFull,
                false,
                "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 <ana@example.org> Quota exceeded "
                    + "(mailbox for user is full)"
            ),
            Dsn(
                "spamhaus",
                BounceReason.Blocked,
                false,
                "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 554 5.7.1 Service unavailable; Client host "
                    + "[192.0.2.9] blocked using zen.spamhaus.org"
            ),
            // sendmail
            Plain(
                "sendmail 8",
                BounceReason.UserUnknown,
                true,
                "   ----- The following addresses had permanent fatal errors -----\n<ana@example.org>\n"
                    + "    (reason: 550 5.1.1 <ana@example.org>... User unknown)\n\n"
                    + "   ----- Transcript of session follows -----\n... while talking to mx.example.org.:\n>>> DATA\n"
                    + "<<< 550 5.1.1 <ana@example.org>... User unknown\n550 5.1.1 <ana@example.org>... User unknown\n"
                    + "<<< 503 5.0.0 Need RCPT (recipient)",
                subject: "Returned mail: see transcript for details"
            ),
            Dsn(
                "sendmail host unknown",
                BounceReason.HostUnknown,
                true,
                "Action: failed\nStatus: 5.1.2\nRemote-MTA: DNS; example.org",
                "<ana@example.org>\n    (reason: 550 Host unknown)\n\n"
                    + "550 5.1.2 <ana@example.org>... Host unknown (Name server: example.org: host not found)"
            ),
            Plain(
                "sendmail warning",
                BounceReason.Expired,
                false,
                "    **********************************************\n"
                    + "    **      THIS IS A WARNING MESSAGE ONLY      **\n"
                    + "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
                    + "    **********************************************\n\n"
                    + "   ----- Transcript of session follows -----\n"
                    + "<ana@example.org>... Deferred: Connection timed out with mx.example.org.\n"
                    + "Warning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old",
                BounceKind.Delayed,
                "Warning: could not send message for past 4 hours"
            ),
            // Microsoft
            Dsn(
                "office 365 not found",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; "
                    + "Recipient not found by SMTP address lookup"
            ),
            Dsn(
                "exchange 5.1.1",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found"
            ),
            Dsn(
                "office 365 access denied",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.4.1\nDiagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access "
                    + "denied. AS(201806281)"
            ),
            Dsn(
                "office 365 banned",
                BounceReason.Blocked,
                false,
                "Action: failed\nStatus: 5.7.606\nDiagnostic-Code: smtp;550 5.7.606 Access denied, banned sending IP "
                    + "[192.0.2.9]"
            ),
            Dsn(
                "outlook.com unavailable",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.5.0\nDiagnostic-Code: smtp;550 5.5.0 Requested action not taken: mailbox "
                    + "unavailable (S2017062302)."
            ),
            Dsn(
                "exchange transport rule",
                BounceReason.Policy,
                false,
                "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp;550 5.7.1 TRANSPORT.RULES.RejectMessage; the "
                    + "message was rejected by organization policy"
            ),
            Dsn(
                "exchange restricted",
                BounceReason.Authentication,
                false,
                "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp;550 5.7.1 RESOLVER.RST.AuthRequired; "
                    + "authentication required"
            ),
            Dsn(
                "exchange quota",
                BounceReason.MailboxFull,
                false,
                "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp;554 5.2.2 mailbox "
                    + "full;STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded"
            ),
            Dsn(
                "exchange loop",
                BounceReason.Network,
                false,
                "Action: failed\nStatus: 5.4.6\nDiagnostic-Code: smtp;554 5.4.6 Hop count exceeded - possible mail loop"
            ),
            Dsn(
                "exchange 2003 unknown",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.1",
                "      ana@example.org on 05/01/2026 07:00\n"
                    + "            The e-mail account does not exist at the organization this message was sent to."
            ),
            // Gmail, Yahoo, Apple, others
            Dsn(
                "gmail unknown",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550-5.1.1 The email account that you tried to "
                    + "reach does not exist. Please try\n 550-5.1.1 double-checking the recipient's email address for "
                    + "typos or\n 550 5.1.1 unnecessary spaces. - gsmtp"
            ),
            Dsn(
                "gmail disabled",
                BounceReason.Suspended,
                false,
                "Action: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 The email account that you tried to "
                    + "reach is disabled. - gsmtp"
            ),
            Dsn(
                "gmail over quota",
                BounceReason.MailboxFull,
                false,
                "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552-5.2.2 The email account that you tried to "
                    + "reach is over quota. - gsmtp"
            ),
            Dsn(
                "gmail inactive",
                BounceReason.Suspended,
                false,
                "Action: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 The email account that you tried to "
                    + "reach is inactive. - gsmtp"
            ),
            Dsn(
                "gmail unauthenticated",
                BounceReason.Authentication,
                false,
                "Action: failed\nStatus: 5.7.26\nDiagnostic-Code: smtp; 550-5.7.26 This mail has been blocked because "
                    + "the sender is unauthenticated."
            ),
            Dsn(
                "gmail rate",
                BounceReason.RateLimited,
                false,
                "Action: failed\nStatus: 4.7.28\nDiagnostic-Code: smtp; 421-4.7.28 Gmail has detected an unusual rate "
                    + "of unsolicited mail originating from your IP address."
            ),
            Dsn(
                "yahoo no such user",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 554 delivery error: dd This user doesn't have "
                    + "a yahoo.com account (ana@example.org) [-5]"
            ),
            Dsn(
                "yahoo mailbox gone",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552 1 Requested mail action aborted, mailbox "
                    + "not found",
                "<ana@example.org>: host mta.example.org said: 552 1 Requested mail action aborted,\n"
                    + " mailbox not found (in reply to RCPT TO command)"
            ),
            Dsn(
                "yahoo policy",
                BounceReason.Policy,
                false,
                "Action: failed\nStatus: 5.7.9\nDiagnostic-Code: smtp; 554 5.7.9 Message not accepted for policy "
                    + "reasons."
            ),
            Dsn(
                "t-online unknown",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550-5.1.1 user unknown 550 5.1.1 Benutzer "
                    + "unbekannt"
            ),
            Dsn(
                "gmx unknown",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 Requested action not taken: mailbox "
                    + "unavailable",
                "<ana@example.org>: host mx.example.org said: 550 Requested action not\n"
                    + " taken: mailbox unavailable (in reply to RCPT TO command)"
            ),
            Dsn(
                "gmx rejects by policy",
                BounceReason.Policy,
                false,
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 554 Transaction failed Reject due to policy "
                    + "restrictions."
            ),
            Dsn(
                "orange",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 Adresse d au moins un destinataire "
                    + "invalide. Invalid recipient. OFR_416 [416]"
            ),
            Dsn(
                "mail.ru",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Message was not accepted -- invalid "
                    + "mailbox. Local mailbox ana@example.org is unavailable: user not found",
                "(in reply to end of DATA command)"
            ),
            Dsn(
                "yandex",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 No such user!",
                "said: 550 5.7.1 No such user! (in reply to RCPT TO command)"
            ),
            Dsn(
                "proofpoint",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User Unknown"
            ),
            Dsn(
                "mimecast invalid recipient",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Invalid Recipient - "
                    + "https://community.example/docs/DOC-1369#550 [abc.uk1]",
                "said: 550 Invalid Recipient (in reply to RCPT TO command)"
            ),
            Dsn(
                "mimecast policy",
                BounceReason.Policy,
                false,
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Administrative prohibition - envelope "
                    + "blocked"
            ),
            Dsn(
                "barracuda",
                BounceReason.Blocked,
                false,
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 554 Service unavailable; Client host "
                    + "[192.0.2.9] blocked using Barracuda Reputation"
            ),
            Dsn(
                "symantec",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Invalid recipient <ana@example.org> (#5.1.1)"
            ),
            Dsn(
                "opensmtpd",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 Invalid recipient: <ana@example.org>"
            ),
            Dsn(
                "powermta bad mailbox",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.0.0 (undefined status)\nDiagnostic-Code: smtp;550 Not here\n"
                    + "X-PowerMTA-BounceCategory: bad-mailbox"
            ),
            Dsn(
                "docomo",
                BounceReason.Refused,
                false,
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Unknown user ana@example.org",
                "said: 550 Unknown user ana@example.org (in reply to end of DATA command)"
            ),
            Dsn(
                "a status with a word behind it",
                BounceReason.UserUnknown,
                true,
                "Action: failed\nStatus: 5.1.1 (bad destination mailbox)"
            ),
            Dsn("a status that is no code", BounceReason.Unknown, false, "Action: failed\nStatus: 5"),
            Dsn("no status, no words", BounceReason.Unknown, false, "Action: failed"),
            Dsn(
                "sender unknown there",
                BounceReason.SenderRejected,
                false,
                "Action: failed\nStatus: 5.1.8\nDiagnostic-Code: smtp; 553 5.1.8 <b@news.example>... Domain of sender "
                    + "address does not exist"
            ),
            Dsn(
                "a rule behind the mailbox",
                BounceReason.MailboxFull,
                false,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown",
                "Your message to <ana@example.org> was automatically rejected:\n"
                    + "Quota exceeded (mailbox for user is full)"
            ),
            Dsn("delivered", null, false, "Action: delivered\nStatus: 2.0.0", kind: BounceKind.Other),
            // Others in plain words
            Plain(
                "domino",
                BounceReason.UserUnknown,
                true,
                "Your message\n\n  Subject: Monday\n\nwas not delivered to:\n\n  ana@example.org\n\nbecause:\n\n"
                    + "  User ana (ana@example.org) not listed in Domino Directory",
                subject: "DELIVERY FAILURE: User ana not listed in Domino Directory"
            ),
            Plain(
                "mdaemon",
                BounceReason.UserUnknown,
                true,
                "The following data may contain sections which represent BASE64 encoded file attachments.\n\n"
                    + "Your message to the following recipient could not be delivered:\n\n ana@example.org\n\n"
                    + "--> RCPT To:<ana@example.org>\n<-- 550 ana@example.org, Recipient unknown",
                subject: "Permanent Delivery Failure"
            ),
            Plain(
                "mailmarshal",
                BounceReason.UserUnknown,
                true,
                "Your message:\n   From:    daily@news.example\n   Subject: Monday\n"
                    + "Could not be delivered because of\n\n550 5.1.1 ana@example.org User unknown\n\n"
                    + "The following recipients were affected:\n    ana@example.org",
                subject: "Undeliverable Mail"
            ),
            Plain(
                "courier",
                BounceReason.UserUnknown,
                true,
                "                           UNDELIVERABLE MAIL\n\n"
                    + "Your message to the following recipients cannot be delivered:\n\n<ana@example.org>:\n"
                    + "    mx.example.org [192.0.2.1]:\n>>> RCPT TO:<ana@example.org>\n"
                    + "<<< 550 User <ana@example.org> unknown",
                subject: "NOTICE: mail delivery status."
            ),
            Plain(
                "german words",
                BounceReason.UserUnknown,
                true,
                "Ihre Nachricht konnte nicht zugestellt werden.\n\n<ana@example.org>: 550 5.1.1 Empfänger unbekannt",
                subject: "Unzustellbar: Monday"
            ),
            Plain("no recipient at all", BounceReason.Unknown, false, "Something could not be delivered."),
            Plain(
                    "a person's words are no proof",
                    null,
                    false,
                    "Hi, my mailbox was full last week, and my old address ana@example.org does not exist any more.\n"
                        + "550 5.1.1 user unknown is what people got.",
                    BounceKind.Other,
                    "Re: Monday",
                    "Ana <ana2@example.org>"
                )
                .WithSender("<ana2@example.org>"),
            // Complaints
            Feedback(
                "abuse",
                BounceReason.Complaint,
                "Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Rcpt-To: ana@example.org"
            ),
            Feedback(
                "abuse with the recipient hidden",
                BounceReason.Complaint,
                "Feedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: [redacted]"
            ),
            Feedback(
                "abuse without the original header",
                BounceReason.Complaint,
                "Feedback-Type: abuse\nVersion: 1",
                ""
            ),
            Feedback(
                "a failed dmarc check is no complaint",
                BounceReason.Authentication,
                "Feedback-Type: auth-failure\nVersion: 1\nAuth-Failure: dmarc"
            ),
            // Automatic answers and people
            Mail_(
                "vacation",
                BounceKind.AutoReply,
                "From: Ana <ana@example.org>\nTo: daily@news.example\nSubject: Away\n"
                    + "Auto-Submitted: auto-replied (vacation)",
                "I am away. My mailbox is full."
            ),
            Mail_(
                "exchange out of office",
                BounceKind.AutoReply,
                "Return-Path: <>\nFrom: Ana <ana@example.org>\nTo: daily@news.example\n"
                    + "Subject: Automatic reply: Monday\nX-Auto-Response-Suppress: All",
                "I could not be reached; my account is disabled."
            ),
            Mail_(
                "abwesend",
                BounceKind.AutoReply,
                "From: Ana <ana@example.org>\nTo: daily@news.example\nSubject: Abwesenheitsnotiz: Monday",
                "Ich bin nicht im Haus."
            ),
            Mail_(
                "old autoresponder",
                BounceKind.AutoReply,
                "From: Ana <ana@example.org>\nTo: daily@news.example\nSubject: Re: Monday\nPrecedence: auto_reply",
                "Thank you for your mail."
            ),
            Mail_(
                "left the company",
                BounceKind.AutoReply,
                "From: Ana <ana@example.org>\nTo: daily@news.example\nSubject: Automatic reply: Monday\n"
                    + "Auto-Submitted: auto-generated",
                "Ana no longer works here; this address does not exist any more."
            ),
            Mail_(
                "a reader's letter",
                BounceKind.Other,
                "From: Ana <ana@example.org>\nTo: daily@news.example\nSubject: Re: Monday",
                "Lovely issue. The delivery failed last week, though."
            ),
            Mail_(
                "another newsletter",
                BounceKind.Other,
                "From: News <news@other.example>\nTo: daily@news.example\nSubject: Delivery report for your order\n"
                    + "Auto-Submitted: auto-generated",
                "Your parcel was delivered."
            ),
            Mail_(
                "unsubscribe by mail",
                BounceKind.Other,
                "From: Ana <ana@example.org>\nTo: daily@news.example\nSubject: unsubscribe",
                ""
            ),
        ];

    private static BounceSample WithSender(this BounceSample sample, string returnPath) =>
        sample with
        {
            Mail = sample.Mail.Replace("Return-Path: <>", $"Return-Path: {returnPath}", StringComparison.Ordinal),
        };
}
