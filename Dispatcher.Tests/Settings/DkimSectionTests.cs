using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Settings;

[TestFixture, Integration]
internal sealed class DkimSectionTests
{
    private TestFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TestFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Keys_of_both_kinds_are_read_as_openssl_and_we_write_them()
    {
        using var rsa = RSA.Create(2048);
        var (keys, problems) = Read(
            "letter@example.com",
            [
                ("example.com", "a", Write("a.pem", DkimKey.NewRsa())),
                ("Example.Com", "b", Write("b.pem", DkimKey.NewEd25519())),
                ("example.com", "c", Write("c.pem", rsa.ExportRSAPrivateKeyPem())),
            ]
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problems, Is.Empty);
            Assert.That(
                keys.Select(key => key.ToString()),
                Is.EqualTo(
                    new[]
                    {
                        "a._domainkey.example.com (rsa-sha256)",
                        "b._domainkey.example.com (ed25519-sha256)",
                        "c._domainkey.example.com (rsa-sha256)",
                    }
                )
            );
            Assert.That(keys[1].Key.Record, Does.Match("^v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=$"));
            Assert.That(
                keys[2].Key.Record,
                Is.EqualTo($"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}")
            );
        }
    }

    [Test]
    public void A_key_that_is_too_short_is_refused()
    {
        using var rsa = RSA.Create(512);

        Assert.That(
            Read("letter@example.com", [("example.com", "a", Write("a.pem", rsa.ExportPkcs8PrivateKeyPem()))]).Problems,
            Has.Some.EndsWith(
                "but takes a private key in PEM form (an RSA key of 512 bits is refused by receivers; take 2048)."
            )
        );
    }

    [TestCase("")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nhunter2!\n-----END PRIVATE KEY-----\n")]
    [TestCase("-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n")]
    [TestCase("-----BEGIN PUBLIC KEY-----\naHVudGVyMg==\n-----END PUBLIC KEY-----\n")]
    [TestCase("-----BEGIN EC PRIVATE KEY-----\naHVudGVyMg==\n-----END EC PRIVATE KEY-----\n")]
    public void What_is_no_key_is_refused_and_not_shown(string content)
    {
        var (keys, problems) = Read("letter@example.com", [("example.com", "a", Write("a.pem", content))]);

        Assert.That(keys, Is.Empty);
        Assert.That(
            string.Join('\n', problems),
            Does.Contain("PrivateKeyFile").And.Not.Contain("hunter2").And.Not.Contain("aHVudGVy")
        );
    }

    [Test]
    public void A_key_that_everybody_can_read_is_refused()
    {
        var file = Write("a.pem", DkimKey.NewRsa(), mode: UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.That(
            Read("letter@example.com", [("example.com", "a", file)]).Problems,
            Has.Some.Contains("close it with: chmod o-rwx '")
        );
    }

    [TestCase("letter@example.com", "example.com", true)]
    [TestCase("letter@news.example.com", "example.com", true)]
    [TestCase("letter@example.com", "news.example.com", true)]
    [TestCase("letter@news.example.com", "mail.example.com", false)]
    [TestCase("letter@example.com", "myexample.com", false)]
    [TestCase("letter@badexample.com", "example.com", false)]
    public void A_key_counts_for_the_senders_domain_and_those_below(string from, string domain, bool counts)
    {
        var (_, problems) = Read(from, [(domain, "a", Write("a.pem", DkimKey.NewRsa()))]);

        Assert.That(problems, counts ? Is.Empty : Has.One.Contains($"Dkim has no key for {from.Split('@')[1]}"));
    }

    [Test]
    public void Two_keys_need_two_selectors()
    {
        var file = Write("a.pem", DkimKey.NewRsa());

        Assert.That(
            Read("letter@example.com", [("example.com", "a", file), ("example.com", "a", file)]).Problems,
            Is.EqualTo(new[] { "Dkim has two keys for a._domainkey.example.com; give each a selector of its own." })
        );
    }

    private string Write(
        string name,
        string content,
        UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite
    )
    {
        var path = _folder.Write(name, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }

    private (IReadOnlyList<DkimSettings> Keys, IReadOnlyList<string> Problems) Read(
        string from,
        IEnumerable<(string Domain, string Selector, string File)> entries
    )
    {
        var values = entries.SelectMany(
            (entry, at) =>
                new KeyValuePair<string, string?>[]
                {
                    new($"Dkim:{at}:Domain", entry.Domain),
                    new($"Dkim:{at}:Selector", entry.Selector),
                    new($"Dkim:{at}:PrivateKeyFile", entry.File),
                }
        );
        var problems = new List<string>();
        var section = new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("Dkim");
        return (DkimSection.Read(section, problems, _folder.Path, EmailAddress.Parse(from)), problems);
    }
}
