using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MimeKit;
using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Tests.Rendering.Mime;

[TestFixture]
internal sealed class ToHeaderTests
{
    private static readonly string[] Words =
    [
        "Ana",
        "Ruiz",
        "X",
        "de",
        "7",
        "O'Brien",
        "Zoë",
        "A.",
        "-",
        " ",
        "\"",
        "(x)",
        "a@b",
        "Wolfeschlegelsteinhausenbergerdorff",
        "=?utf-8?q?x?=",
        "\t",
        "東京",
        "<",
    ];

    [Test]
    public void A_name_in_To_is_written_as_in_other_headers_and_MimeKit_reads_it()
    {
        var names = Gen.Elements(Words).ListOf().Select(words => string.Join(' ', words));
        var addresses = Gen.Elements(
            "ana@example.org",
            "a.b+c-d_e@sub.example.org",
            "o'x@example.org",
            "reader1@example.org",
            $"{new string('x', 60)}@example.org"
        );

        Prop.ForAll(
                names.ToArbitrary(),
                addresses.ToArbitrary(),
                (name, address) =>
                {
                    using var head = new ByteWriter();
                    using var plain = new ByteWriter();
                    ToHeader.Write(head, name, address);
                    MailHeaders.Mailbox(plain, "To", name, address);
                    var text = Encoding.ASCII.GetString(head.ToArray());
                    var mailbox = MimeMessage
                        .Load(new MemoryStream(Encoding.ASCII.GetBytes($"{text}\r\n")))
                        .To.Mailboxes.Single();
                    return text == Encoding.ASCII.GetString(plain.ToArray())
                        && mailbox.Address == address
                        && (mailbox.Name ?? "").Trim() == name.Replace('\t', ' ').Trim();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [TestCase(null, "To: ana@example.org\r\n")]
    [TestCase("Ana Ruiz", "To: Ana Ruiz <ana@example.org>\r\n")]
    [TestCase("Ana (Ruiz)", "To: \"Ana (Ruiz)\" <ana@example.org>\r\n")]
    public void A_name_stands_before_the_address(string? name, string expected)
    {
        using var head = new ByteWriter();

        ToHeader.Write(head, name, "ana@example.org");

        Assert.That(Encoding.ASCII.GetString(head.ToArray()), Is.EqualTo(expected));
    }
}
