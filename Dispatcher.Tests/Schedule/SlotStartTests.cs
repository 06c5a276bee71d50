using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>A slot that is due gets its issue from what the tick has read.</summary>
[TestFixture, Integration]
internal sealed class SlotStartTests
{
    private static readonly DateOnly Tuesday = new(2026, 11, 24);

    // 06:00 in Berlin, in winter.
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero));
    private RunningDispatches _running = null!;
    private Workplace _work = null!;

    [SetUp]
    public async Task Open()
    {
        _running = new(_clock, NullLogger<RunningDispatches>.Instance);
        _work = await Workplace.CreateAsync(subscribers: 3, _clock);
    }

    [TearDown]
    public void Close()
    {
        _running.Dispose();
        _work.Dispose();
    }

    [TestCase("status: ready")]
    [TestCase("status: draft")]
    [TestCase("status: ready\ndate: 2026-11-25")]
    public async Task An_issue_that_is_saved_after_the_plan_is_frozen_as_it_was_planned(string savedAs)
    {
        var file = _work.Issue("letter.md", body: "The planned words.");
        var planned = await File.ReadAllBytesAsync(file);
        var readings = new IssueFolder(_work.IssuesFolder).Read();
        _work.Issue("letter.md", body: "The words that were saved later.", frontMatter: savedAs);

        var hasBegun = await FillAsync(readings);

        var dispatch = (await _work.Dispatches.LatestAsync(1, CancellationToken.None)).Single();
        var frozen = IssuePackage.Thaw(await _work.Dispatches.FilesAsync(dispatch, CancellationToken.None));
        Assert.That((hasBegun, dispatch.IssueSlug, dispatch.SlotDate), Is.EqualTo((true, "letter", Tuesday)));
        Assert.That(frozen.Source, Is.EqualTo(planned));
    }

    [Test]
    public async Task An_issue_that_is_deleted_after_the_plan_is_sent_as_it_was_planned()
    {
        var file = _work.Issue("letter.md", body: "The planned words.");
        var readings = new IssueFolder(_work.IssuesFolder).Read();
        File.Delete(file);

        var hasBegun = await FillAsync(readings);

        var dispatch = (await _work.Dispatches.LatestAsync(1, CancellationToken.None)).Single();
        Assert.That((hasBegun, dispatch.State), Is.EqualTo((true, DispatchState.Sending)));
    }

    [Test]
    public async Task An_issue_that_nobody_would_get_is_not_begun_and_takes_no_slot_from_the_next()
    {
        _work.Issue("a-slip.md", frontMatter: "status: ready\naudience: payed");
        _work.Issue("b-letter.md");

        var hasBegun = await FillAsync(new IssueFolder(_work.IssuesFolder).Read());

        var dispatch = (await _work.Dispatches.LatestAsync(10, CancellationToken.None)).Single();
        Assert.That((hasBegun, dispatch.IssueSlug, dispatch.Recipients), Is.EqualTo((true, "b-letter", 3)));
    }

    [Test]
    public async Task A_slot_whose_only_issue_has_no_readers_waits_and_begins_when_the_slip_is_corrected()
    {
        _work.Issue("letter.md", frontMatter: "status: ready\naudience: payed");
        var services = _work.Service(RelayPool.Of(_work.Pickup(), _clock), _running);
        var hasBegun = await FillAsync(services);
        await services.GetRequiredService<TickObstacles>().EndTickAsync(CancellationToken.None);

        var obstacle = services.GetRequiredService<WatchTable>().Obstacles.Now.Single();
        _work.Issue("letter.md");
        var hasBegunLater = await FillAsync(services);

        Assert.That((hasBegun, hasBegunLater), Is.EqualTo((false, true)));
        Assert.That(
            (obstacle.Cause, obstacle.Detail),
            Is.EqualTo(
                (
                    ObstacleCause.BrokenIssue,
                    "issues/letter.md:5: error: audience \"payed\" has nobody in it, because no subscriber has this "
                        + "tag; did you mean paid?"
                )
            )
        );
    }

    [TestCase("wip.sbn-html")]
    [TestCase("wip.sbn-txt")]
    [TestCase("partials/wip.sbn-html")]
    public async Task A_half_written_template_that_the_issue_does_not_need_keeps_it_from_nobody(string template)
    {
        WriteTemplate(template, "{{ if x }}");
        _work.Issue("letter.md");

        Assert.That(await FillAsync(new IssueFolder(_work.IssuesFolder).Read()), Is.True);
    }

    [TestCase("wip.sbn-html", "template: wip", "Text.")]
    [TestCase("partials/wip.sbn-html", "tags: [a]", "{{ include \"wip\" }}")]
    [TestCase("partials/footer.sbn-html", "tags: [a]", "Text.")]
    public async Task A_half_written_template_that_the_issue_needs_keeps_only_this_issue_back(
        string template,
        string key,
        string body
    )
    {
        WriteTemplate(template, "{{ if x }}");
        _work.Issue("letter.md", body: body, frontMatter: $"status: ready\n{key}");

        Assert.That(await FillAsync(new IssueFolder(_work.IssuesFolder).Read()), Is.False);
    }

    private void WriteTemplate(string name, string content)
    {
        var path = Path.Combine(_work.Paths.Templates, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private Task<bool> FillAsync(IServiceProvider services) =>
        FillAsync(services, new IssueFolder(_work.IssuesFolder).Read());

    private async Task<bool> FillAsync(IServiceProvider services, IReadOnlyList<IssueReading> readings)
    {
        var calendar = new SlotCalendar(_work.Newsletter);
        return await services
            .GetRequiredService<SlotStart>()
            .FillAsync(
                calendar.On(Tuesday)!,
                new Waves(calendar),
                _clock.GetUtcNow().AddDays(-1),
                readings,
                CancellationToken.None
            );
    }

    private Task<bool> FillAsync(IReadOnlyList<IssueReading> readings) =>
        FillAsync(_work.Service(RelayPool.Of(_work.Pickup(), _clock), _running), readings);
}
