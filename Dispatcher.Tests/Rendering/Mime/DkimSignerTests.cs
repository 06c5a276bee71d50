using System.Text;
using MimeKit;
using MimeKit.Cryptography;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Org.BouncyCastle.Crypto;
using DkimSigner = Newsletter.Dispatcher.Rendering.Mime.DkimSigner;

namespace Newsletter.Dispatcher.Tests.Rendering.Mime;

/// <summary>MimeKit's verifier, which is not ours, checks our signatures.</summary>
[TestFixture]
internal sealed class DkimSignerTests
{
    private static readonly DkimSettings Rsa = new("example.com", "one", DkimKey.Parse(DkimKey.NewRsa(), out _)!);
    private static readonly DkimSettings Ed25519 = new(
        "example.com",
        "two",
        DkimKey.Parse(DkimKey.NewEd25519(), out _)!
    );
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);

    private Workplace _work = null!;

    [SetUp]
    public async Task SetUpAsync() => _work = await Workplace.CreateAsync(subscribers: 0);

    [TearDown]
    public void TearDown() => _work.Dispose();

    [Test]
    public void Every_key_signs_and_every_signature_is_good()
    {
        using var signer = new DkimSigner([Rsa, Ed25519]);

        var verdicts = Readers().Select(reader => Verify(Bytes(Composer(signer), reader))).ToList();

        Assert.That(verdicts, Is.All.EqualTo(new[] { true, true }));
    }

    [Test]
    public void Mails_to_one_person_are_signed_too(
        [ValueSource(typeof(MailKinds), nameof(MailKinds.WithTemplate))] MailKind kind
    )
    {
        using var signer = new DkimSigner([Rsa]);
        var composer = new MailComposer(_work.Newsletter, _work.Tokens, canPay: false, signer);
        var (templates, _) = TemplateSet.Load(_work.TemplatesFolder);
        using var stream = new MemoryStream();

        composer
            .Compose(MailTemplates.Sample(kind), templates, latest: null, out _)!
            .WriteToAsync(stream, CancellationToken.None)
            .GetAwaiter()
            .GetResult();

        Assert.That(Verify(stream.ToArray()), Is.EqualTo(new[] { true }));
    }

    [TestCase("Subject: The news", "Subject: The old news")]
    [TestCase("List-Unsubscribe-Post: List", "List-Unsubscribe-Post: Lost")]
    [TestCase("List-Unsubscribe: <https://letter", "List-Unsubscribe: <https://litter")]
    [TestCase("here is the news", "here is the noise")]
    [TestCase("MIME-Version: 1.0", "MIME-Version: 1.1")]
    public void A_changed_message_has_no_valid_signature(string before, string after)
    {
        using var signer = new DkimSigner([Rsa]);
        var text = Encoding.ASCII.GetString(Bytes(Composer(signer), Readers()[0]));
        Assert.That(text, Does.Contain(before));

        Assert.That(
            Verify(Encoding.ASCII.GetBytes(text.Replace(before, after, StringComparison.Ordinal))),
            Is.EqualTo(new[] { false })
        );
    }

    [TestCase("From: Somebody <else@example.com>")]
    [TestCase("Subject: Win a prize")]
    [TestCase("Reply-To: thief@example.net")]
    [TestCase("List-Unsubscribe: <https://example.net/>")]
    [TestCase("Cc: everybody@example.net")]
    public void A_header_that_was_added_breaks_the_signature(string added)
    {
        using var signer = new DkimSigner([Rsa]);
        var text = Encoding.ASCII.GetString(Bytes(Composer(signer), Readers()[0]));

        // Both places, because a program may use the first or the last of two headers.
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Verify(Encoding.ASCII.GetBytes($"{added}\r\n{text}")), Is.EqualTo(new[] { false }));
            Assert.That(
                Verify(
                    Encoding.ASCII.GetBytes(text.Replace("\r\n\r\n", $"\r\n{added}\r\n\r\n", StringComparison.Ordinal))
                ),
                Is.EqualTo(new[] { false })
            );
        }
    }

    [Test]
    public void A_signature_stays_valid_when_a_relay_folds_headers_again()
    {
        using var signer = new DkimSigner([Rsa, Ed25519]);
        var text = Encoding.ASCII.GetString(Bytes(Composer(signer), Readers()[0]));

        var folded = text.Replace("Subject: The news", "SUBJECT:  The\r\n\tnews ", StringComparison.Ordinal);

        Assert.That(Verify(Encoding.ASCII.GetBytes(folded)), Is.EqualTo(new[] { true, true }));
    }

    [Test]
    public void A_message_that_is_signed_twice_has_the_same_bytes()
    {
        using var signer = new DkimSigner([Rsa, Ed25519]);
        using var another = new DkimSigner([Rsa, Ed25519]);

        Assert.That(Bytes(Composer(signer), Readers()[1]), Is.EqualTo(Bytes(Composer(another), Readers()[1])));
    }

    [Test]
    public void Lines_of_a_signature_have_at_most_78_characters()
    {
        using var signer = new DkimSigner([Rsa]);

        Assert.That(
            Encoding.ASCII.GetString(signer.Sign(Message("x\r\n")).Head).Split("\r\n"),
            Has.All.Property("Length").LessThanOrEqualTo(78)
        );
    }

    [TestCase("")]
    [TestCase("\r\n\r\n\r\n")]
    [TestCase("one\r\n\r\n\r\n")]
    [TestCase("one  two \r\n")]
    [TestCase("no line break at the end")]
    public void Bodies_with_unusual_ends_are_hashed_as_the_standard_says(string body)
    {
        using var signer = new DkimSigner([Rsa]);
        using var stream = new MemoryStream();
        var message = signer.Sign(Message(body));
        message.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();

        Assert.That(Verify(stream.ToArray()), Is.EqualTo(new[] { true }));
    }

    [Test]
    public void Many_connections_can_sign_at_once()
    {
        using var signer = new DkimSigner([Rsa, Ed25519]);
        var composer = Composer(signer);
        var messages = new byte[24][];

        Parallel.For(0, messages.Length, i => messages[i] = Bytes(composer, Reader(i, $"Reader {i}")));

        Assert.That(messages.Select(Verify), Is.All.EqualTo(new[] { true, true }));
    }

    private static Recipient[] Readers() =>
        [
            Reader(1, "Ana"),
            Reader(2, "Zoë Ω"),
            Reader(3, null),
            Reader(4, new string('n', 100)),
            Reader(5, "two  spaces "),
        ];

    private static Recipient Reader(int id, string? firstName) =>
        new(id, $"reader{id}@example.org", firstName, null, null, "active", []);

    private MessageComposer Composer(DkimSigner signer)
    {
        var (issue, problems) = CompiledIssue.Compile(_work.Package(), _work.Newsletter, new DateOnly(2026, 11, 24));
        Assert.That(issue, Is.Not.Null, string.Join('\n', problems));
        return new MessageComposer(issue!, _work.Newsletter, _work.Tokens, dispatchId: 1, Six, signer: signer);
    }

    private static byte[] Bytes(MessageComposer composer, Recipient reader)
    {
        using var stream = new MemoryStream();
        composer.Compose(reader, out _)!.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static OutgoingMessage Message(string body) =>
        new(
            "letter@example.com",
            "reader@example.org",
            "1@example.com",
            "From: letter@example.com\r\nTo: reader@example.org\r\nSubject: News\r\n"u8.ToArray(),
            [Encoding.ASCII.GetBytes(body)]
        );

    private static bool[] Verify(byte[] bytes)
    {
        var message = MimeMessage.Load(new MemoryStream(bytes));
        var verifier = new DkimVerifier(new Keys());
        verifier.Enable(DkimSignatureAlgorithm.Ed25519Sha256);
        return
        [
            .. message
                .Headers.Where(header => header.Id is HeaderId.DkimSignature)
                .Select(header => verifier.Verify(message, header)),
        ];
    }

    /// <summary>Replaces the DNS: the records that we tell operators to publish.</summary>
    private sealed class Keys : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(
            string methods,
            string domain,
            string selector,
            CancellationToken cancellationToken = default
        ) =>
            GetPublicKey(
                new[] { Rsa, Ed25519 }.Single(key => key.Selector == selector && key.Domain == domain).Key.Record
            );

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(
            string methods,
            string domain,
            string selector,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
