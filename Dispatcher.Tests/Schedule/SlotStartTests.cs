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

    private async Task<bool> FillAsync(IReadOnlyList<IssueReading> readings)
    {
        var calendar = new SlotCalendar(_work.Newsletter);
        return await _work
            .Service(RelayPool.Of(_work.Pickup(), _clock), _running)
            .GetRequiredService<SlotStart>()
            .FillAsync(
                calendar.On(Tuesday)!,
                new Waves(calendar),
                _clock.GetUtcNow().AddDays(-1),
                readings,
                CancellationToken.None
            );
    }
}
