using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MimeKit;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>A mail program shows names and other header texts exactly as they were given.</summary>
[TestFixture]
internal sealed class HeaderTextTests
{
    private const string Address = "a.b+c'd@example.org";

    private static readonly string[] Parts =
    [
        "Ana",
        "Müller",
        "Smith",
        ",",
        ", Kim",
        "\"",
        "\\",
        "=?",
        "?=",
        "=?utf-8?q?x?=",
        "=?utf-8?b?w7w=?=",
        " ",
        "  ",
        "(x)",
        "<y>",
        "@",
        ";",
        ":",
        ".",
        "Jr.",
        "O'Brien",
        "_",
        "=",
        "東京",
        "🔥",
        "👩‍👩‍👧",
        "e\u0301",
        "\u00A0",
        "\u200B",
        "שלום",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
        "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers",
        "ordinary",
        "words",
        "that",
        "fill",
        "a",
        "line",
    ];

    private static readonly Gen<string> Texts = Gen.Elements(Parts)
        .ListOf()
        .Select(parts => string.Concat(parts).Trim(' ', '\u00A0'))
        .Where(text => text.Length < 400);

    [TestCase("Müller, Zoë")]
    [TestCase("Zoë \"Z\" Müller, M.D.")]
    [TestCase("=?utf-8?q?x?=")]
    [TestCase("Ana =? Ruiz")]
    [TestCase("東京, Ltd.")]
    public void A_name_outside_plain_ASCII_is_encoded_as_a_whole_without_quotes(string name)
    {
        var line = Written(head => MailHeaders.Mailbox(head, "To", name, Address));

        Assert.That(
            line,
            Does.Match(
                @"\ATo:(?:(?:\r\n)? =\?utf-8\?[qb]\?[A-Za-z0-9!*+/=_-]+\?=)+(?:\r\n)? <a\.b\+c'd@example\.org>\r\n\z"
            ),
            line
        );
        Assert.That(Parsed(line).To.Mailboxes.Single().Name, Is.EqualTo(name));
    }

    [TestCase(null, "To: a@example.org\r\n")]
    [TestCase("", "To: a@example.org\r\n")]
    [TestCase("Ana Ruiz", "To: Ana Ruiz <a@example.org>\r\n")]
    [TestCase("Smith, Kim", "To: \"Smith, Kim\" <a@example.org>\r\n")]
    [TestCase("Kim \"K\" \\ Smith", "To: \"Kim \\\"K\\\" \\\\ Smith\" <a@example.org>\r\n")]
    public void A_plain_name_stays_plain(string? name, string expected) =>
        Assert.That(Written(head => ToHeader.Write(head, name, "a@example.org")), Is.EqualTo(expected));

    [TestCase("The news", "Subject: The news\r\n")]
    [TestCase("Save =?utf-8?q?x?= now", "Subject: =?utf-8?b?U2F2ZSA9P3V0Zi04P3E/eD89IG5vdw==?=\r\n")]
    [TestCase("a\r\nBcc: x@y.example", "Subject: =?utf-8?q?a__Bcc=3A_x=40y=2Eexample?=\r\n")]
    public void A_subject_is_plain_or_encoded_and_has_no_line_break(string subject, string expected) =>
        Assert.That(Written(head => MailHeaders.Text(head, "Subject", subject)), Is.EqualTo(expected));

    [Test]
    public void MimeKit_reads_the_original_header_text() =>
        Prop.ForAll(
                Texts.ToArbitrary(),
                Texts.ToArbitrary(),
                (name, subject) =>
                {
                    var (head, mail) = Mail(name, subject);
                    var list = MailboxAddress
                        .Parse(
                            Encoding
                                .ASCII.GetString(mail.Headers.Single(header => header.Field == "List-Id").RawValue)
                                .Replace("<the-letter.example.com>", "<a@example.org>", StringComparison.Ordinal)
                        )
                        .Name;
                    return (mail.To.Mailboxes.Single().Address == Address)
                        .Label($"address {mail.To}")
                        .And((mail.To.Mailboxes.Single().Name ?? "") == name)
                        .Label($"name «{name}» «{mail.To.Mailboxes.Single().Name}» {head}")
                        .And((mail.From.Mailboxes.Single().Name ?? "") == name)
                        .Label("from")
                        .And((mail.Subject ?? "") == subject)
                        .Label($"subject «{subject}» «{mail.Subject}» {head}")
                        .And(list == (name.Length == 0 ? "x" : name))
                        .Label($"list «{name}» «{list}»")
                        .And(IsCleanOnTheWire(head))
                        .Label(head);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    /// <summary>
    /// Python's email package has its own decoder for headers. Its newer API puts spaces into long names, so the older
    /// API reads those.
    /// </summary>
    [Test, Integration]
    public async Task Python_reads_the_original_header_text()
    {
        if (
            !(Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(place => File.Exists(Path.Combine(place, "python3")))
        )
        {
            Assert.Ignore("There is no python3 on this machine.");
        }

        const string Script = """
            import json, sys
            from email import message_from_bytes, policy
            from email.header import decode_header, make_header
            from email.utils import parseaddr
            out = []
            for head in json.load(open(sys.argv[1], encoding="utf-8")):
                mail = message_from_bytes(head.encode("ascii") + b"\r\n", policy=policy.default)
                raw = message_from_bytes(head.encode("ascii") + b"\r\n", policy=policy.compat32)
                name, address = parseaddr(raw["To"].replace("\r\n", "").replace("\n", ""))
                out.append([str(make_header(decode_header(name))), address, str(mail["Subject"])])
            json.dump(out, open(sys.argv[2], "w", encoding="utf-8"))
            """;
        using var folder = new TestFolder();
        var random = new Random(20261127);
        var texts = Enumerable.Range(0, 400).Select(_ => (Name: Text(random), Subject: Text(random))).ToList();
        var (heads, found) = (
            folder.Write(
                "heads.json",
                JsonSerializer.Serialize(texts.Select(text => Mail(text.Name, text.Subject).Head))
            ),
            folder.File("found.json")
        );

        var (status, printed) = await ChildProcess.RunAsync(
            "python3",
            [folder.Write("read.py", Script), heads, found],
            TimeSpan.FromMinutes(5)
        );

        Assert.That(status, Is.Zero, printed);
        var read = JsonSerializer.Deserialize<string[][]>(await File.ReadAllTextAsync(found))!;
        Assert.That(read, Is.EqualTo(texts.Select(text => new[] { text.Name, Address, text.Subject })));
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Parts[random.Next(Parts.Length)]))
            .Trim(' ', '\u00A0')
            is { Length: > 0 } text
            ? text
            : "x";

    private static (string Head, MimeMessage Mail) Mail(string name, string subject)
    {
        var head = Written(writer =>
        {
            MailHeaders.Mailbox(writer, "From", name, Address);
            ToHeader.Write(writer, name, Address);
            MailHeaders.Text(writer, "Subject", subject);
            MailHeaders.ListId(writer, name.Length == 0 ? "x" : name, "the-letter.example.com");
        });
        return (head, Parsed(head));
    }

    private static bool IsCleanOnTheWire(string head) =>
        head.All(c => c is '\r' or '\n' or (>= ' ' and <= '~'))
        && head.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAny('\r', '\n') < 0
        && head.Split("\r\n").All(line => line.Length <= 78 && (line.Length == 0 || line.Trim().Length > 0));

    private static string Written(Action<ByteWriter> write)
    {
        using var head = new ByteWriter();
        write(head);
        return Encoding.ASCII.GetString(head.ToArray());
    }

    private static MimeMessage Parsed(string head) =>
        MimeMessage.Load(new MemoryStream(Encoding.ASCII.GetBytes($"{head}\r\n")));
}
