using System.Text;
using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Tests.Bounces.Report;

[TestFixture]
internal sealed class BounceMessageTests
{
    [TestCaseSource(typeof(BounceSamples), nameof(BounceSamples.All))]
    public void Every_wording_is_understood(BounceSample sample)
    {
        var report = BounceMessage.Read(sample.Bytes);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Kind, Is.EqualTo(sample.Kind));
            Assert.That(
                report.Results.Select(result => (BounceReason?)result.Reason),
                Is.EqualTo(sample.Reason is null ? [] : new[] { sample.Reason })
            );
            Assert.That(report.Results.Any(result => result.IsHard), Is.EqualTo(sample.IsHard));
        }
    }

    [TestCaseSource(typeof(BounceSamples), nameof(BounceSamples.All))]
    public void Files_of_old_Macs_mean_the_same(BounceSample sample)
    {
        var report = BounceMessage.Read(Encoding.UTF8.GetBytes(sample.Mail.ReplaceLineEndings("\r")));

        Assert.That(
            (report.Kind, report.Results),
            Is.EqualTo((sample.Kind, BounceMessage.Read(sample.Bytes).Results))
                .Using<(BounceKind Kind, IReadOnlyList<BounceResult> Results)>(
                    (a, b) => a.Kind == b.Kind && a.Results.SequenceEqual(b.Results)
                )
        );
    }

    [Test]
    public void Only_bounces_are_ever_hard() =>
        Assert.That(
            BounceSamples
                .All.Where(sample => sample.Kind is not BounceKind.Bounce)
                .SelectMany(sample => BounceMessage.Read(sample.Bytes).Results),
            Has.None.With.Property(nameof(BounceResult.IsHard)).True
        );

    [Test]
    public void It_tells_which_delivery_it_is_about()
    {
        var report = BounceMessage.Read(BounceSamples.All.First(sample => sample.Name == "gmail unknown").Bytes);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.SentTo, Is.EqualTo(new[] { "bounces+t0k3n@news.example" }));
            Assert.That(report.MessageId, Is.EqualTo("b1@mx.example.org"));
            Assert.That(report.OriginalMessageId, Is.EqualTo("d7.s42@news.example"));
            Assert.That(report.OriginalListUnsubscribe, Is.EqualTo("<https://news.example/u/1.k.u.42.abc>"));
            Assert.That(report.HasNullSender, Is.True);
            Assert.That(report.IsCut, Is.False);
            Assert.That(report.Results[0].Recipient, Is.EqualTo("ana@example.org"));
            Assert.That(report.Results[0].Status, Is.EqualTo("5.1.1"));
        }
    }

    [Test]
    public void A_failed_DMARC_check_is_no_complaint_of_a_person()
    {
        Assert.That(
            BounceMessage.Read(BounceSamples.All.First(sample => sample.Name == "abuse").Bytes).IsComplaint,
            Is.True
        );
        Assert.That(
            BounceMessage
                .Read(BounceSamples.All.First(sample => sample.Name == "a failed dmarc check is no complaint").Bytes)
                .IsComplaint,
            Is.False
        );
    }

    [Test]
    public void At_most_100_recipients_are_read()
    {
        var groups = string.Concat(
            Enumerable
                .Range(0, 10_000)
                .Select(i => $"Action: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; r{i}@example.org\n")
        );

        Assert.That(
            BounceMessage.Read(BounceSample.Dsn("many", null, true, groups).Bytes).Results,
            Has.Count.EqualTo(100)
        );
    }

    [Test]
    public void Replies_are_one_clean_line()
    {
        var mail = BounceSample
            .Dsn(
                "dirty",
                null,
                true,
                "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 \u001b[31mno\u202e such user "
                    + $"{new string('x', 3000)}"
            )
            .Bytes;

        Assert.That(BounceMessage.Read(mail).Results[0].Reply, Does.Match(@"^[^\p{Cc}\u202e]{1,512}$"));
    }

    [TestCaseSource(nameof(Monsters))]
    public void Monsters_are_read_without_harm(string name, byte[] mail)
    {
        BounceReport? report = null;

        Assert.That(() => report = BounceMessage.Read(mail), Throws.Nothing, name);
        Assert.That(report!.Results.Where(result => result.IsHard), Is.Empty);
        Assert.That(report.IsCut, Is.EqualTo(mail.Length > BounceMessage.MaxBytes));
    }

    private static IEnumerable<TestCaseData> Monsters()
    {
        static TestCaseData Case(string name, string mail) =>
            new TestCaseData(name, Encoding.Latin1.GetBytes(mail)).SetArgDisplayNames(name);

        yield return Case("nothing", "");
        yield return Case("zeros", new string('\0', 5000));
        yield return Case(
            "20,000 nested parts",
            string.Concat(
                Enumerable.Range(0, 20_000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")
            )
        );
        yield return Case("a million headers", string.Concat(Enumerable.Range(0, 1_000_000).Select(i => "a: b\n")));
        yield return Case("one line of 2 MB", new string('x', 2_000_000));
        yield return Case(
            "no end of the part",
            "From: MAILER-DAEMON@example.org\nContent-Type: multipart/report; report-type=delivery-status; "
                + "boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
                + "Action: delayed\n"
                + "Status: 4.4.1"
        );
        yield return Case(
            "a charset that is none",
            "From: MAILER-DAEMON@example.org\nContent-Type: text/plain; charset=klingon\n\n"
                + "\xff\xfe could not be delivered"
        );
        yield return Case(
            "tnef",
            "From: a@example.org\nContent-Type: application/ms-tnef; name=winmail.dat\n"
                + "Content-Transfer-Encoding: base64\n\neJ8+IgAAAAD//w==\n"
        );
        yield return Case(
            "blanks and brackets",
            "From: MAILER-DAEMON@example.org\n\ncould not be delivered\n"
                + string.Concat(Enumerable.Repeat("- <\t =", 200_000))
        );
        yield return Case("half a character", "From: a@example.org\n\n{\"notificationType\":\"\\ud800\"}");
        yield return Case(
            "a name of half a character",
            "From: a@example.org\n\n{\"\\ud800\":1,\"notificationType\":\"Bounce\"}"
        );
        yield return Case(
            "half a page",
            "From: MAILER-DAEMON@example.org\nContent-Type: text/html\n\ncould not be delivered"
                + string.Concat(Enumerable.Repeat("<style", 100_000))
        );
    }

    [Test]
    public void No_mutation_of_a_mail_breaks_it() => Mutate(rounds: 3000);

    [Test, Explicit("minutes"), Category("Long")]
    public void No_mutation_of_a_million_breaks_it() => Mutate(rounds: 1_000_000);

    private static void Mutate(int rounds)
    {
        var seeds = BounceSamples.All.Select(sample => sample.Bytes).ToArray();
        var chance = new Random(20260105);
        for (var i = 0; i < rounds; i++)
        {
            var mail = (byte[])seeds[chance.Next(seeds.Length)].Clone();
            for (var change = chance.Next(1, 12); change > 0; change--)
            {
                var (from, to) = (chance.Next(mail.Length), chance.Next(mail.Length));
                var length = chance.Next(0, Math.Min(60, mail.Length - Math.Max(from, to)));
                if (chance.Next(2) == 0)
                {
                    mail[to] = (byte)chance.Next(256);
                }
                else
                {
                    mail.AsSpan(from, length).CopyTo(mail.AsSpan(to));
                }
            }

            Assert.That(
                () => BounceMessage.Read(mail.AsSpan(0, chance.Next(mail.Length / 2, mail.Length))),
                Throws.Nothing,
                $"round {i}"
            );
        }
    }
}
