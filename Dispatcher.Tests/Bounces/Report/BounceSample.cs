using System.Text;
using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Tests.Bounces.Report;

/// <summary>
/// A mail that came back, written for these tests in the manner of one mail system, and what it means.
/// </summary>
internal sealed record BounceSample(string Name, BounceKind Kind, BounceReason? Reason, bool IsHard, string Mail)
{
    private const string Returned = """
        Received: from relay.example.net by mx.example.org; Mon, 05 Jan 2026 06:00:02 +0000
        From: Daily <daily@news.example>
        To: ana@example.org
        Subject: Monday
        Message-ID: <d7.s42@news.example>
        List-Unsubscribe: <https://news.example/u/1.k.u.42.abc>

        Good morning.
        """;

    public byte[] Bytes => Encoding.UTF8.GetBytes(Mail.ReplaceLineEndings("\r\n"));

    public override string ToString() => Name;

    /// <summary>A bounce in plain words, the message behind it as a copy.</summary>
    public static BounceSample Plain(
        string name,
        BounceReason? reason,
        bool isHard,
        string notice,
        BounceKind kind = BounceKind.Bounce,
        string subject = "Undelivered mail",
        string from = "MAILER-DAEMON@mx.example.org",
        string head = ""
    ) =>
        new(
            name,
            kind,
            reason,
            isHard,
            $"Return-Path: <>\nFrom: {from}\nTo: bounces+t0k3n@news.example\nSubject: {subject}\n"
                + $"Message-ID: <b1@mx.example.org>\n{head}Content-Type: text/plain; charset=utf-8\n\n{notice}\n\n"
                + $"------ This is a copy of the message ------\n\n{Returned}\n"
        );

    /// <summary>A report in the form of RFC 3464.</summary>
    public static BounceSample Dsn(
        string name,
        BounceReason? reason,
        bool isHard,
        string fields,
        string notice = "Your message could not be delivered.",
        BounceKind kind = BounceKind.Bounce
    ) =>
        new(
            name,
            kind,
            reason,
            isHard,
            Report(
                "delivery-status",
                $"Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; ana@example.org\n{fields}\n",
                notice
            )
        );

    /// <summary>A report in the form of RFC 5965.</summary>
    public static BounceSample Feedback(string name, BounceReason? reason, string fields, string returned = Returned) =>
        new(
            name,
            BounceKind.Complaint,
            reason,
            IsHard: false,
            Report("feedback-report", fields, "This is a spam report.", returned)
        );

    /// <summary>Mail that is no bounce.</summary>
    public static BounceSample Mail_(string name, BounceKind kind, string head, string body) =>
        new(name, kind, Reason: null, IsHard: false, $"{head}\n\n{body}\n");

    private static string Report(string type, string fields, string notice, string returned = Returned) =>
        $"""
            Return-Path: <>
            From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
            To: bounces+t0k3n@news.example
            Subject: Mail status
            Message-ID: <b1@mx.example.org>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type={type}; boundary="b"

            --b
            Content-Type: text/plain; charset=utf-8

            {notice}

            --b
            Content-Type: message/{type}

            {fields}

            --b
            Content-Type: text/rfc822-headers

            {returned}

            --b--
            """;
}
