using System.Text;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// A line of the tables in <c>Inputs/bounces</c>: the text of one mail system, in one form, and its meaning.
/// </summary>
/// <param name="IsHard">The verdict of a person who knows mail systems.</param>
internal sealed record BounceFamily(string Name, bool IsHard, string Form, string Words)
{
    private const string Returned =
        "Received: from relay.example.net by mx.example.org; Mon, 05 Jan 2026 06:00:02 +0000\n"
        + "From: Daily <daily@news.example>\nTo: ana@example.org\nSubject: Monday\nMessage-ID: <d7.s42@news.example>\n"
        + "\nGood morning.\n";

    public byte[] Bytes => Encoding.UTF8.GetBytes(Mail().ReplaceLineEndings("\r\n"));

    public override string ToString() => Name;

    /// <summary>The lines of a table, without the comments.</summary>
    public static IReadOnlyList<BounceFamily> Read(string table)
    {
        var path = Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Field", "Inputs", "bounces", table);
        return
        [
            .. File.ReadLines(path)
                .Select((line, at) => (Line: line, At: at + 1))
                .Where(one => one.Line is not ("" or ['#', ..]))
                .Select(one => Of(table, one.At, one.Line)),
        ];
    }

    private static BounceFamily Of(string table, int at, string line)
    {
        var cells = line.Split(" | ", 3);
        var words = cells[2]
            .Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace("\\t", "\t", StringComparison.Ordinal);
        return new($"{table}:{at} {line}", cells[0].StartsWith("hard ", StringComparison.Ordinal), cells[1], words);
    }

    private string Mail() =>
        Form.Split(' ') switch
        {
            ["dsn", var status] => Report(status, "Your message could not be delivered."),
            ["rcpt", var status] => Report(
                status,
                $"<ana@example.org>: host mx.example.org[192.0.2.1] said: {Words} (in reply to RCPT TO command)"
            ),
            ["data", var status] => Report(
                status,
                $"<ana@example.org>: host mx.example.org[192.0.2.1] said: {Words} (in reply to end of DATA command)"
            ),
            ["exim"] => Plain(Exim + "    " + Words),
            ["exim-rcpt"] => Plain(
                $"{Exim}    host mx.example.org [192.0.2.1]\n"
                    + $"    SMTP error from remote mail server after RCPT TO:<ana@example.org>:\n    {Words}"
            ),
            ["exim-data"] => Plain(
                $"{Exim}    host mx.example.org [192.0.2.1]\n"
                    + $"    SMTP error from remote mail server after end of data:\n    {Words}"
            ),
            ["qmail"] => Plain(Qmail + Words),
            ["qmail-rcpt"] => Plain(
                $"{Qmail}192.0.2.1 does not like recipient.\nRemote host said: {Words}\nGiving up on 192.0.2.1."
            ),
            ["sendmail"] => Plain(
                "The original message was received at Mon, 5 Jan 2026 06:00:00 GMT\n"
                    + "from relay.example.net [192.0.2.3]\n\n   ----- The following addresses had permanent fatal "
                    + "errors "
                    + $"-----\n<ana@example.org>\n    (reason: {Words})\n\n"
                    + "   ----- Transcript of session follows -----\n"
                    + $"... while talking to mx.example.org.:\n>>> RCPT To:<ana@example.org>\n<<< {Words}\n{Words}"
            ),
            ["courier"] => Plain(
                "                           UNDELIVERABLE MAIL\n\n"
                    + "Your message to the following recipients cannot be delivered:\n\n<ana@example.org>:\n"
                    + $"    mx.example.org [192.0.2.1]:\n>>> RCPT TO:<ana@example.org>\n<<< {Words}"
            ),
            ["mdaemon"] => Plain(
                "The following message had attachment(s) or parts of another form.\n\n"
                    + "Your message to the following recipient could not be delivered:\n\n ana@example.org\n\n"
                    + $"--> RCPT To:<ana@example.org>\n<-- {Words}"
            ),
            ["mail"] => Plain(Words),
            _ => throw new InvalidOperationException($"{Name}: there is no form of this name."),
        };

    private const string Exim =
        "This message was created automatically by mail delivery software.\n\n"
        + "A message that you sent could not be delivered to one or more of its\n"
        + "recipients. This is a permanent error. The following address(es) failed:\n\n  ana@example.org\n";
    private const string Qmail =
        "Hi. This is the qmail-send program at mx.example.org.\n"
        + "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        + "This is a permanent error; I've given up. Sorry it didn't work out.\n\n<ana@example.org>:\n";

    private static string Plain(string notice) =>
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: bounces+t0k3n@news.example\nSubject: Mail\n"
        + $"Message-ID: <b1@mx.example.org>\nContent-Type: text/plain; charset=utf-8\n\n{notice}\n\n"
        + $"------ This is a copy of the message ------\n\n{Returned}";

    private string Report(string status, string notice)
    {
        var diagnostic = Words is "-"
            ? ""
            : "Diagnostic-Code: "
                + $"{(Words.StartsWith("X-", StringComparison.OrdinalIgnoreCase) ? "" : "smtp; ")}{Words}\n";
        return "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.org>\n"
            + "To: bounces+t0k3n@news.example\nSubject: Mail status\nMessage-ID: <b1@mx.example.org>\n"
            + "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
            + $"--b\nContent-Type: text/plain; charset=utf-8\n\n{notice}\n\n--b\n"
            + "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
            + $"Final-Recipient: rfc822; ana@example.org\nAction: failed\nStatus: {status}\n{diagnostic}\n--b\n"
            + $"Content-Type: text/rfc822-headers\n\n{Returned}\n--b--\n";
    }
}
