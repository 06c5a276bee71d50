using System.Diagnostics;
using System.Text;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Editing;

[TestFixture, Integration]
internal sealed class LivePreviewTests
{
    private WritersRoom _room = null!;

    [SetUp]
    public async Task Open()
    {
        _room = await WritersRoom.OpenAsync();
        _room.Folder.CopyTemplates();
    }

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    public async Task A_text_is_drawn_as_the_mail_of_the_chosen_reader_and_the_file_is_not_touched()
    {
        _room.Write("a", "---\ntitle: Old\n---\nOld\n");

        var ana = await ShowAsync("---\ntitle: New\n---\nHello {{ subscriber.first_name | default \"there\" }}!\n");
        var nobody = await ShowAsync(
            "---\ntitle: New\n---\nHello {{ subscriber.first_name | default \"there\" }}!\n",
            "nameless"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ana.IsSketch, Is.False);
            Assert.That(ana.Mail!.Subject, Is.EqualTo("New"));
            Assert.That(ana.Mail.Text, Does.Contain("Hello Ana!"));
            Assert.That(nobody.Mail!.Text, Does.Contain("Hello there!"));
            Assert.That(nobody.Reader, Is.EqualTo("nameless"));
            Assert.That(ana.Inbox, Is.Not.Empty);
            Assert.That(ana.Size.Words, Is.EqualTo(1));
            Assert.That(_room.Read("a"), Is.EqualTo("---\ntitle: Old\n---\nOld\n"));
        }
    }

    [Test]
    public async Task Errors_are_drawn_as_a_sketch_and_named_with_their_lines()
    {
        var shown = await ShowAsync("---\ntitle: New\naudeince: all\n---\nText\n\n[here]()\n");

        Assert.That(shown.IsSketch, Is.True);
        Assert.That(shown.Mail!.Html, Does.Contain("Text"));
        Assert.That(
            shown.Findings.Where(finding => finding.Severity is Severity.Error).Select(one => (one.File, one.Line)),
            Is.SupersetOf(new[] { ("issues/a.md", 3) })
        );
    }

    [Test]
    public async Task A_text_without_front_matter_is_drawn_too()
    {
        var shown = await ShowAsync("Just words\n");

        Assert.That(shown.Findings, Is.Not.Empty);
        Assert.That(shown.Mail!.Html, Does.Contain("Just words"));
    }

    [Test]
    public async Task Another_issue_on_the_day_is_a_finding_and_the_own_file_is_none()
    {
        _room.Write("a", "---\ntitle: Mine\ndate: 2026-11-24\nstatus: ready\n---\nText\n");
        _room.Write("0", "---\ntitle: Other\ndate: 2026-11-25\nstatus: ready\n---\nText\n");

        var mine = await ShowAsync("---\ntitle: Mine\ndate: 2026-11-24\nstatus: ready\n---\nMore\n");
        var taken = await ShowAsync("---\ntitle: Mine\ndate: 2026-11-25\nstatus: ready\n---\nMore\n");

        Assert.That(mine.Findings.Select(one => one.Name), Does.Not.Contain(Findings.DateSlot.Name));
        Assert.That(taken.Findings.Select(one => one.Name), Does.Contain(Findings.DateSlot.Name));
    }

    [Test]
    public async Task A_file_that_changes_is_read_again()
    {
        _room.Write("b", "---\ntitle: River\n---\nText\n");
        Assert.That(await NamesAsync(), Does.Contain(Findings.TitleUsed.Name));

        _room.Write("b", "---\ntitle: Something else\n---\nText\n");
        Assert.That(await NamesAsync(), Does.Not.Contain(Findings.TitleUsed.Name));

        async Task<IEnumerable<string>> NamesAsync() =>
            (await ShowAsync("---\ntitle: River\n---\nText\n")).Findings.Select(one => one.Name);
    }

    /// <summary>The promise is 150 ms at the 95th percentile on the server's side; run it alone.</summary>
    [Test, Explicit("a measurement"), Category("Long")]
    public async Task The_preview_of_1500_words_is_quick()
    {
        for (var i = 0; i < 500; i++)
        {
            _room.Write($"2025-old-{i}", $"---\ntitle: Old {i}\n---\n{Words(800)}\n");
        }

        _room.Write("a", "---\ntitle: New\n---\nText\n");
        var live = Live();
        List<double> times = [];
        for (var i = 0; i < 300; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var shown = await live.OfAsync(
                "a",
                Encoding.UTF8.GetBytes($"---\ntitle: New\npreheader: What moved\n---\n{Words(1500)} key{i}\n"),
                "ana",
                CancellationToken.None
            );
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Assert.That(shown.Mail!.Html, Does.Contain($"key{i}"));
        }

        times = [.. times.Skip(20).Order()];
        TestContext.Out.WriteLine(
            $"p50 {times[times.Count / 2]:0} ms, p95 {times[times.Count * 95 / 100]:0} ms, most {times[^1]:0} ms"
        );
        Assert.That(times[times.Count * 95 / 100], Is.LessThan(150));
    }

    private static string Words(int count)
    {
        var random = new Random(7);
        string[] words =
        [
            "the",
            "river",
            "moved",
            "**north**",
            "[again](https://example.com/a)",
            "water",
            "and",
            "people",
        ];
        return string.Concat(
            Enumerable.Range(0, count).Select(i => words[random.Next(words.Length)] + (i % 60 == 59 ? ".\n\n" : " "))
        );
    }

    private Task<PreviewedIssue> ShowAsync(string text, string reader = "ana") =>
        Live().OfAsync("a", Encoding.UTF8.GetBytes(text), reader, CancellationToken.None);

    private LivePreview Live() =>
        new(
            _room.Paths,
            new DispatcherSettings(
                NewsletterSample.Settings(),
                new DeliverySettings(),
                Relays: [],
                new StorageSettings { ConnectionString = _room.Database.ConnectionString }
            ),
            _room.Database,
            _room.Clock
        );
}
