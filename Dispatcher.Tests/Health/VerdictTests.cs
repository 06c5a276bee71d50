using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Schedule;

namespace Newsletter.Dispatcher.Tests.Health;

/// <summary>The verdicts that need no network.</summary>
[TestFixture]
internal sealed class VerdictTests
{
    private static readonly DateTimeOffset Now = GivenSlots.InBerlin("2026-11-23 17:00");

    [TestCase(SslProtocols.Tls13, 60, 0L, CheckState.Green)]
    [TestCase(SslProtocols.Tls12, 13, 0L, CheckState.Yellow)]
#pragma warning disable SYSLIB0039, CA5397 // An old version, to be warned of.
    [TestCase(SslProtocols.Tls11, 60, 0L, CheckState.Yellow)]
#pragma warning restore SYSLIB0039, CA5397
    [TestCase(null, 60, 0L, CheckState.Yellow)]
    [TestCase(SslProtocols.Tls13, 60, 999L, CheckState.Red)]
    public void A_relay_is(SslProtocols? tls, int daysLeft, long largestTaken, CheckState expected)
    {
        var look = new RelayProbeResult
        {
            Relay = new RelaySettings { Host = "smtp.example.org" },
            Addresses = [IPAddress.Parse("203.0.113.7")],
            Tls = tls,
            CertificateEnds = Now.AddDays(daysLeft),
            LargestMessage = largestTaken,
        };

        Assert.That(RelayVerdict.Judge(look, largest: 1000, Now).State, Is.EqualTo(expected));
    }

    [TestCase(200_000, 10_000, 60, null, CheckState.Green)]
    [TestCase(200_000, 1000, 16, null, CheckState.Yellow)]
    [TestCase(200_000, 1000, 20, null, CheckState.Red)]
    [TestCase(200_000, 10_000, 60, 20.0, CheckState.Red)]
    [TestCase(200_000, 3, 60, null, CheckState.Green)]
    public void The_deadline_an_hour_after_the_start_is(
        long readers,
        long lastMessages,
        int lastSeconds,
        double? limit,
        CheckState expected
    )
    {
        var slot = GivenSlots.Calendar().On(GivenSlots.Date("2026-11-24"))!;

        var check = DeadlineCheck.Judge(
            slot,
            readers,
            new SendSpeed(lastMessages, TimeSpan.FromSeconds(lastSeconds)),
            limit
        );

        Assert.That(check.State, Is.EqualTo(expected), check.Says);
    }

    [TestCase(50, CheckState.Red)]
    [TestCase(500, CheckState.Yellow)]
    [TestCase(5000, CheckState.Green)]
    public void A_disk_with_so_many_megabytes_is(long free, CheckState expected) =>
        Assert.That(DatabaseCheck.JudgeDisk("/data", free * 1024 * 1024).State, Is.EqualTo(expected));

    [Test]
    public void A_zone_that_this_machine_does_not_know_is_named()
    {
        var check = ClockChecks.Zones([
            new ZoneReaders("Mars/Olympus_Mons", 3, default),
            new ZoneReaders(null, 5, default),
            new ZoneReaders("Asia/Tokyo", 2, default),
        ]);

        Assert.That(check.State, Is.EqualTo(CheckState.Yellow));
        Assert.That(check.Says, Does.Contain("Mars/Olympus_Mons").And.Not.Contain("Tokyo"));
    }

    [Test]
    public void An_RSA_key_is_known_in_both_forms_and_without_blanks()
    {
        var pem = DkimKey.NewRsa();
        var key = new DkimSettings("example.com", "a", DkimKey.Parse(pem, out _)!);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        var bare = Convert.ToBase64String(rsa.ExportRSAPublicKey());

        Assert.That(DkimRecord.Judge(key, [key.Key.Record.Insert(100, " ")]).State, Is.EqualTo(CheckState.Green));
        Assert.That(DkimRecord.Judge(key, [$"k=rsa; p={bare}"]).State, Is.EqualTo(CheckState.Green));
    }

    [TestCase("v=DKIM1; p=", "withdrawn", CheckState.Red)]
    [TestCase("v=DKIM1; t=y; {0}", "t=y", CheckState.Yellow)]
    [TestCase("hello", "no DKIM record", CheckState.Red)]
    public void A_DKIM_record_that(string record, string says, CheckState expected)
    {
        var key = new DkimSettings("example.com", "a", DkimKey.Parse(PatientOfDoctor.KeyPem, out _)!);

        var check = DkimRecord.Judge(
            key,
            [string.Format(CultureInfo.InvariantCulture, record, $"k=ed25519; p={key.Key.PublicKey}")]
        );

        Assert.That(check.State, Is.EqualTo(expected));
        Assert.That(check.Says, Does.Contain(says));
    }
}
