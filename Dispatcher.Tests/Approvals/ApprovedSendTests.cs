using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using static Newsletter.Dispatcher.Tests.Approvals.GivenApprovals;

namespace Newsletter.Dispatcher.Tests.Approvals;

/// <summary>Only an issue that is approved as it is goes out, by the schedule, by hand and as a correction.</summary>
[TestFixture, Integration]
internal sealed class ApprovedSendTests
{
    private static readonly DateOnly Tuesday = new(2026, 11, 24);

    // 06:00 in Berlin, in winter.
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero));
    private RunningDispatches _running = null!;
    private Workplace _work = null!;
    private ApprovalDesk _desk = null!;

    [SetUp]
    public async Task Open()
    {
        _running = new(_clock, NullLogger<RunningDispatches>.Instance);
        _work = await Workplace.CreateAsync(subscribers: 3, _clock);
        _desk = _work.Ask(ApprovalMode.One);
    }

    [TearDown]
    public void Close()
    {
        _running.Dispose();
        _work.Dispose();
    }

    [Test]
    public async Task An_issue_goes_out_when_it_is_approved_and_not_before()
    {
        var file = _work.Issue("a.md");
        var services = Service();

        var before = await FillAsync(services);
        await services.GetRequiredService<TickObstacles>().EndTickAsync(CancellationToken.None);
        var obstacle = services.GetRequiredService<WatchTable>().Obstacles.Now.Single();
        await ApproveAsync(file);
        var after = await FillAsync(services);

        Assert.That((before, after), Is.EqualTo((false, true)));
        Assert.That(
            (obstacle.Cause, obstacle.SlotDate, obstacle.Detail),
            Is.EqualTo(
                (
                    ObstacleCause.NotApproved,
                    (DateOnly?)Tuesday,
                    "issues/a.md is not approved: it needs one approval and has none"
                )
            )
        );
    }

    [Test]
    public async Task An_issue_that_is_not_approved_takes_no_slot_from_the_next()
    {
        _work.Issue("a.md");
        await ApproveAsync(_work.Issue("b.md"));

        var hasBegun = await FillAsync(Service());

        var dispatch = (await _work.Dispatches.LatestAsync(10, CancellationToken.None)).Single();
        Assert.That((hasBegun, dispatch.IssueSlug), Is.EqualTo((true, "b")));
    }

    [Test]
    public async Task An_issue_that_is_approved_after_the_plan_goes_out()
    {
        var file = _work.Issue("a.md");
        var planned = new IssueFolder(_work.IssuesFolder).Read();

        await ApproveAsync(file);

        Assert.That(await FillAsync(Service(), planned), Is.True);
    }

    [Test]
    public async Task An_approval_that_is_taken_back_after_the_plan_does_not_count()
    {
        await ApproveAsync(_work.Issue("a.md"));
        var planned = new IssueFolder(_work.IssuesFolder).Read();

        await _desk.TakeBackAsync("a", Ana, CancellationToken.None);

        Assert.That(await FillAsync(Service(), planned), Is.False);
    }

    [Test]
    public async Task The_very_bytes_that_are_frozen_must_be_approved()
    {
        var file = _work.Issue("a.md", body: "The approved words.");
        await ApproveAsync(file);
        _work.Issue("a.md", body: "Words that nobody approved.");
        var planned = new IssueFolder(_work.IssuesFolder).Read();
        _work.Issue("a.md", body: "The approved words.");

        var hasBegun = await FillAsync(Service(), planned);

        Assert.That(hasBegun, Is.False, "the plan has the words that nobody approved");
        Assert.That(await FillAsync(Service()), Is.True, "the next tick reads the approved words again");
    }

    [Test]
    public async Task With_two_one_person_is_not_enough()
    {
        _desk = _work.Ask(ApprovalMode.Two);
        var file = _work.Issue("a.md");

        await ApproveAsync(file, Ana);
        await ApproveAsync(file, Ana);
        var first = await FillAsync(Service());
        await ApproveAsync(file, Ben);
        var second = await FillAsync(Service());

        Assert.That((first, second), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task A_dispatch_by_hand_is_refused_and_takes_no_slot()
    {
        var package = _work.Package(_work.Issue("a.md"));

        var (result, _) = await BeginByHandAsync(package);

        Assert.That(
            result,
            Is.EqualTo(new BeginResult.NotApproved("is not approved: it needs one approval and has none"))
        );
        Assert.That(await _work.Dispatches.LatestAsync(10, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task A_correction_needs_an_approval_of_the_corrected_issue()
    {
        var file = _work.Issue("a.md");
        await ApproveAsync(file);
        var (begun, _) = await BeginByHandAsync(_work.Package(file));
        var id = ((BeginResult.Begun)begun!).Id;
        var corrected = _work.Package(_work.Issue("a.md", body: "The right words."));

        var refused = await CorrectAsync(id, corrected);
        var unchanged = await _work.Dispatches.FindAsync(id, CancellationToken.None);
        await ApproveAsync(file);
        var changed = await CorrectAsync(id, corrected);

        Assert.That(
            ((ControlResult.NotApproved)refused).Why,
            Is.EqualTo(
                "is not approved: it needs one approval and has none; changed since Ana approved it: the text of "
                    + "issues/a.md"
            )
        );
        Assert.That((unchanged!.Revision, unchanged.Changes), Is.EqualTo((0L, 0L)));
        Assert.That(((ControlResult.Changed)changed).Dispatch.Revision, Is.EqualTo(1));
    }

    private Task<(BeginResult? Result, IReadOnlyList<Problem> Problems)> BeginByHandAsync(IssuePackage package) =>
        _work
            .Dispatcher(_work.Pickup())
            .BeginAsync(
                package,
                Tuesday,
                _clock.GetUtcNow(),
                _clock.GetUtcNow().AddHours(6),
                isByHand: true,
                CancellationToken.None
            );

    private Task<ControlResult> CorrectAsync(long id, IssuePackage package) =>
        _work.Control.CorrectAsync(
            id,
            package.Freeze(),
            notice: null,
            new ApprovalGate(_work.Newsletter).Of(package),
            CancellationToken.None
        );

    private Task<ApprovalResult> ApproveAsync(string file, Decider? by = null) =>
        _desk.ApproveAsync(_work.Package(file), seen: null, by ?? Ana, comment: null, CancellationToken.None);

    private IServiceProvider Service() => _work.Service(RelayPool.Of(_work.Pickup(), _clock), _running);

    private Task<bool> FillAsync(IServiceProvider services, IReadOnlyList<IssueReading>? readings = null)
    {
        var calendar = new SlotCalendar(_work.Newsletter);
        return services
            .GetRequiredService<SlotStart>()
            .FillAsync(
                calendar.On(Tuesday)!,
                new Waves(calendar),
                _clock.GetUtcNow().AddDays(-1),
                readings ?? new IssueFolder(_work.IssuesFolder).Read(),
                CancellationToken.None
            );
    }
}
