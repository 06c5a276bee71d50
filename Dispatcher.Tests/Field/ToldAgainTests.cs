using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Bounces.Inboxes;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>A trouble is logged once, when it changes, hourly while it lasts, and again when it returns.</summary>
[TestFixture]
internal sealed class ToldAgainTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private readonly SayOnce _said = new();

    [Test]
    public void A_trouble_is_logged_once_and_then_hourly()
    {
        var said = Minutes(180).Where(minute => _said.IsNews("relay", "the relay does not answer", At(minute)));

        Assert.That(said, Is.EqualTo(new[] { 0, 60, 120, 180 }));
    }

    [Test]
    public void A_changed_trouble_is_logged_at_once()
    {
        var said = Minutes(100)
            .Where(minute =>
                _said.IsNews("relay", minute < 10 ? "it does not answer" : "it refuses the login", At(minute))
            );

        Assert.That(said, Is.EqualTo(new[] { 0, 10, 70 }));
    }

    [Test]
    public void A_trouble_that_returns_is_logged_again()
    {
        _said.IsNews("relay", "it does not answer", At(0));

        Assert.That(_said.IsOver("relay"), Is.True);
        Assert.That(_said.IsOver("relay"), Is.False, "and its end once");
        Assert.That(_said.IsNews("relay", "it does not answer", At(1)), Is.True);
    }

    [Test]
    public void A_trouble_on_another_day_is_logged_again()
    {
        Assert.That(_said.IsNews("relay", "it does not answer", At(0)), Is.True);
        Assert.That(_said.IsNews("relay", "it does not answer", At(24 * 60)), Is.True);
    }

    [TestCase("the relay asks for patience, waited 30 s", "the relay asks for patience, waited 31 s")]
    [TestCase("waited 231s for a lock", "waited 232s for a lock")]
    [TestCase("12 of 1,400 were refused", "13 of 1,412 were refused")]
    [TestCase("the next try is at 06:12:30", "the next try is at 06:12:31")]
    [TestCase("2.4 a second, 71 min", "2.5 a second, 70 min")]
    [TestCase("only 12 MB of 40 GB are free (0.03 %)", "only 9 MB of 40 GB are free (0.02 %)")]
    public void A_changed_measurement_is_not_logged_again(string first, string second)
    {
        Assert.That(_said.IsNews("relay", first, At(0)), Is.True);
        Assert.That(_said.IsNews("relay", second, At(2)), Is.False);
    }

    [TestCase("mx1.example.com does not answer", "mx2.example.com does not answer")]
    [TestCase("10.0.0.1:25 does not answer", "10.0.0.2:25 does not answer")]
    [TestCase("127.0.0.1:2525 does not answer", "127.0.0.1:2526 does not answer")]
    [TestCase("the relay says 451 4.7.1 later", "the relay says 454 4.7.0 later")]
    [TestCase("dispatcher.db: the disk is full", "dispatcher.db: the database is locked")]
    public void A_changed_name_with_a_number_is_logged_again(string first, string second)
    {
        Assert.That(_said.IsNews("relay", first, At(0)), Is.True);
        Assert.That(_said.IsNews("relay", second, At(2)), Is.True);
    }

    [Test]
    public void Alternating_troubles_and_texts_with_random_ids_do_not_fill_the_log()
    {
        var turns = Enumerable
            .Range(0, 7200)
            .Count(i => _said.IsNews("turns", i % 2 == 0 ? "one" : "other", Six.AddSeconds(i / 2.0)));
        var random = Enumerable
            .Range(0, 7200)
            .Count(i => _said.IsNews("random", $"busy, session {Guid.NewGuid():N}", Six.AddSeconds(i / 2.0)));

        Assert.That((turns, random), Is.EqualTo((5, 5)));
    }

    [Test]
    public void After_the_clock_is_set_back_troubles_are_still_logged()
    {
        _said.IsNews("relay", "it does not answer", At(24 * 60));

        Assert.That(_said.IsNews("relay", "it does not answer", At(0)), Is.True);
    }

    [Test, Integration]
    public async Task A_broken_issue_is_said_hourly_and_again_after_it_was_fixed_and_broken()
    {
        using var service = await ScheduleHarness.StartAsync(Six.AddHours(-2));
        service.Work.Issue("letter.md", body: "Hello {{ subscriber.nickname }}");
        await service.UntilAsync(new(2026, 11, 24, 7, 15, 0, TimeSpan.Zero));

        // 06:00 in Berlin is 05:00 UTC.
        Assert.That(
            service.Log.Lines.Count(line => line.Contains("letter.md", StringComparison.Ordinal)),
            Is.EqualTo(3)
        );
    }

    [Test, Integration]
    public async Task A_database_that_fails_on_two_days_is_logged_on_both()
    {
        using var service = await ScheduleHarness.StartAsync(Six);
        await service.UntilAsync(Six.AddMinutes(2));
        foreach (var day in (int[])[0, 1])
        {
            service.Clock.SetUtcNow(Six.AddDays(day).AddMinutes(2));
            await service.TickAsync();
            await service.Work.ExecuteAsync("ALTER TABLE watch RENAME TO gone");
            await service.UntilAsync(Six.AddDays(day).AddMinutes(5));
            await service.Work.ExecuteAsync("ALTER TABLE gone RENAME TO watch");
            await service.UntilAsync(Six.AddDays(day).AddMinutes(10));
        }

        Assert.That(
            service.Log.Lines.Count(line => line.Contains("no such table: watch", StringComparison.Ordinal)),
            Is.EqualTo(2)
        );
    }

    [Test, Integration]
    public async Task A_mail_in_the_Maildir_that_cannot_be_processed_is_retried_and_logged_after_an_hour()
    {
        using var folder = new TestFolder();
        folder.Write("mail/new/1.eml", "");
        File.Delete(folder.File("mail/new/1.eml"));
        Directory.CreateSymbolicLink(folder.File("mail/new/1.eml"), "/dev/zero");
        var (clock, log) = (new FakeTimeProvider(Six), new KeptLog<MaildirService>());
        using var watch = new MaildirService(folder.File("mail"), null!, clock, log);
        foreach (var minutes in (int[])[0, 1, 30, 29, 1])
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            await watch.LookAsync(CancellationToken.None);
        }

        Assert.That(log.Lines, Has.Count.EqualTo(2));
    }

    private static IEnumerable<int> Minutes(int last) => Enumerable.Range(0, last + 1);

    private static DateTimeOffset At(int minute) => Six.AddMinutes(minute);
}
