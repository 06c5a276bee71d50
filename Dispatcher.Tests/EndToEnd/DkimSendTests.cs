using System.Text;
using System.Text.Json;
using MimeKit;
using MimeKit.Cryptography;
using Newsletter.Dispatcher.Tests.Support;
using Org.BouncyCastle.Crypto;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>
/// The real program signs a whole issue with keys that it made, and independent verifiers check the messages with the
/// DNS records that it tells operators to publish.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class DkimSendTests
{
    private const int Readers = 50;

    [TestCase("rsa")]
    [TestCase("ed25519")]
    public async Task Opendkim_accepts_each_message_of_an_issue_and_refuses_changed_ones(string type)
    {
        Peer.Require(OpenDkim.Missing);
        using var newsletter = new InstalledNewsletter(port: 25);
        var (files, records) = await SendAsync(newsletter, type);
        using var opendkim = OpenDkim.Knowing(records);

        var verdicts = await opendkim.VerifyAsync(files);

        var accepted = verdicts.Count(verdict => verdict.IsGood);
        TestContext.Out.WriteLine($"opendkim accepts {accepted} of {files.Count} messages signed with {type}");
        Assert.That(files, Has.Count.EqualTo(Readers));
        Assert.That(verdicts.Where(verdict => !verdict.IsGood).Select(verdict => verdict.Said), Is.Empty);

        var (body, header) = (
            Changed(newsletter, files[0], "here is the news", "here is the noise"),
            Changed(newsletter, files[0], "Subject: The news", "Subject: Win a prize")
        );
        var ofChanged = await opendkim.VerifyAsync(body, header);

        Assert.That(
            ofChanged.Select(verdict => verdict.IsGood),
            Is.All.False,
            string.Join('\n', ofChanged.Select(verdict => verdict.Said))
        );
        Assert.That(
            ofChanged.Select(verdict => verdict.Said),
            Is.All.Contains("failed: signature verification failed"),
            "refused because of its signature, not because of a missing key"
        );
    }

    [Test]
    public async Task MimeKit_accepts_both_signatures_of_every_message_of_an_issue()
    {
        using var newsletter = new InstalledNewsletter(port: 25);
        var (files, records) = await SendAsync(newsletter, "rsa", "ed25519");

        var verdicts = files.Select(file => Verify(file, records)).ToList();
        var changed = Verify(Changed(newsletter, files[0], "here is the news", "here is the noise"), records);

        Assert.That(verdicts, Has.Count.EqualTo(Readers));
        Assert.That(verdicts, Is.All.EqualTo(new[] { "rsa-sha256 good", "ed25519-sha256 good" }));
        Assert.That(changed, Is.EqualTo(new[] { "rsa-sha256 bad", "ed25519-sha256 bad" }));
    }

    /// <summary>Makes keys, imports readers, and sends the issue into the pickup folder.</summary>
    /// <returns>The messages, and the records of <c>dkim record</c>.</returns>
    private static async Task<(
        IReadOnlyList<string> Files,
        IReadOnlyList<(string Name, string Text)> Records
    )> SendAsync(InstalledNewsletter newsletter, params string[] types)
    {
        foreach (var type in types)
        {
            await MustAsync(newsletter, "dkim", "new", "--domain", "example.com", "--selector", type, "--type", type);
        }

        newsletter.Write(
            "appsettings.json",
            JsonSerializer.Serialize(
                new
                {
                    Newsletter = new
                    {
                        Name = "The Letter",
                        From = "letter@example.com",
                        PostalAddress = "The Letter; 1 Harbour Street",
                        BaseUrl = "https://letter.example.com",
                        TimeZone = "Europe/Berlin",
                    },
                    Delivery = new { Method = "pickup" },
                    Dkim = types.Select(type => new
                    {
                        Domain = "example.com",
                        Selector = type,
                        PrivateKeyFile = $"dkim-{type}.pem",
                    }),
                    Web = new { Listen = "http://127.0.0.1:0" },
                }
            )
        );
        await newsletter.ImportAsync(Readers);
        await MustAsync(newsletter, "send", "issues/news.md", "--yes");
        var printed = await MustAsync(newsletter, "dkim", "record", "--json");
        var records = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Record).ToList();
        return (Directory.GetFiles(Path.Combine(newsletter.Folder, "outbox"), "*.eml"), records);
    }

    private static (string Name, string Text) Record(string json)
    {
        using var record = JsonDocument.Parse(json);
        return (
            record.RootElement.GetProperty("record_name").GetString()!,
            record.RootElement.GetProperty("record").GetString()!
        );
    }

    private static async Task<string> MustAsync(InstalledNewsletter newsletter, params string[] words)
    {
        var (status, output) = await newsletter.RunAsync(words);
        Assert.That(status, Is.Zero, output);
        return output;
    }

    /// <summary>A copy of a message with one thing in it changed.</summary>
    private static string Changed(InstalledNewsletter newsletter, string file, string before, string after)
    {
        var text = File.ReadAllText(file, Encoding.ASCII);
        Assert.That(text, Does.Contain(before));
        var path = Path.Combine(newsletter.Folder, $"changed-{Guid.NewGuid():N}.eml");
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal), Encoding.ASCII);
        return path;
    }

    /// <summary>MimeKit's verdict on each signature, in order.</summary>
    private static string[] Verify(string file, IReadOnlyList<(string Name, string Text)> records)
    {
        var message = MimeMessage.Load(file);
        var verifier = new DkimVerifier(new Keys(records));
        verifier.Enable(DkimSignatureAlgorithm.Ed25519Sha256);
        return
        [
            .. message
                .Headers.Where(header => header.Id is HeaderId.DkimSignature)
                .Select(header =>
                    $"{header.Value.Split("a=")[1].Split(';')[0]} {(verifier.Verify(message, header) ? "good" : "bad")}"
                ),
        ];
    }

    /// <summary>Replaces the DNS.</summary>
    private sealed class Keys(IReadOnlyList<(string Name, string Text)> records) : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(
            string methods,
            string domain,
            string selector,
            CancellationToken cancellationToken = default
        ) => GetPublicKey(records.Single(record => record.Name == $"{selector}._domainkey.{domain}").Text);

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(
            string methods,
            string domain,
            string selector,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
