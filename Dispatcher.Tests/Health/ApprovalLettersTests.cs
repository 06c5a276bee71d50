using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Desk;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

/// <summary>It is Monday, 23 November 2026, 09:00 in Berlin; the next slot is on Tuesday.</summary>
[TestFixture, Integration]
internal sealed class ApprovalLettersTests
{
    private const string Ready = "title: The river\nstatus: ready\ndate: 2026-11-24";

    private static readonly DateOnly Tuesday = new(2026, 11, 24);

    [Test]
    public async Task Each_account_that_may_approve_is_asked_with_the_link_to_the_page()
    {
        await using var desk = await OpenAsync(ApprovalMode.One, Ready);

        await SendAsync(desk, Tuesday);

        var letters = Letters(desk);
        Assert.That(
            letters.Select(letter => letter.To.ToString()),
            Is.EquivalentTo(["owner@example.com", "editor@example.com"])
        );
        Assert.That(letters[0].Subject, Is.EqualTo("Please approve \"The river\" for Tuesday, 2026-11-24"));
        Assert.That(
            letters[0].TextBody,
            Does.Contain("but it is not approved: it needs one approval and has none.")
                .And.Contain("https://letter.example.com/desk/issues/river/approve")
        );
        Assert.That(letters[0].Headers["Auto-Submitted"], Is.EqualTo("auto-generated"));
    }

    [Test]
    public async Task Who_has_approved_already_is_not_asked_again()
    {
        await using var desk = await OpenAsync(ApprovalMode.Two, Ready);
        await ApproveAsync(desk, "account:3");

        await SendAsync(desk, Tuesday);

        Assert.That(Letters(desk).Select(letter => letter.To.ToString()), Is.EqualTo(["owner@example.com"]));
        Assert.That(Letters(desk)[0].TextBody, Does.Contain("has one, by Somebody"));
    }

    [TestCase(ApprovalMode.None, Ready)]
    [TestCase(ApprovalMode.One, "title: The river\nstatus: draft\ndate: 2026-11-24")]
    [TestCase(ApprovalMode.One, "title: The river\nstatus: ready\ndate: 2026-11-25")]
    public async Task Nobody_is_asked_about_an_issue_that_needs_nothing_or_is_of_another_day(
        ApprovalMode mode,
        string keys
    )
    {
        await using var desk = await OpenAsync(mode, keys);

        await SendAsync(desk, Tuesday);

        Assert.That(Letters(desk), Is.Empty);
    }

    [Test]
    public async Task An_approved_issue_asks_nobody()
    {
        await using var desk = await OpenAsync(ApprovalMode.One, Ready);
        await ApproveAsync(desk, "account:3");

        await SendAsync(desk, Tuesday);

        Assert.That(Letters(desk), Is.Empty);
    }

    [Test]
    public async Task The_look_of_the_evening_asks_once()
    {
        await using var desk = await OpenAsync(ApprovalMode.One, Ready);
        await desk.Host.AddAsync("kim@example.org");

        desk.Host.Clock.Advance(TimeSpan.FromHours(8));
        for (var tries = 0; await LooksAsync(desk) == 0; tries++)
        {
            Assert.That(tries, Is.LessThan(500));
            desk.Host.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(60);
        }

        Assert.That(
            Letters(desk).Select(letter => letter.To.ToString()),
            Is.EquivalentTo(["owner@example.com", "editor@example.com"])
        );
        for (var minutes = 0; minutes < 5; minutes++)
        {
            desk.Host.Clock.Advance(HealthService.Interval);
            await Task.Delay(60);
        }

        Assert.That(Letters(desk), Has.Count.EqualTo(2), "once an evening");
    }

    private static async Task<DeskSite> OpenAsync(ApprovalMode mode, string keys)
    {
        var desk = await DeskSite.OpenAsync(newsletter: NewsletterSample.Settings() with { Approval = mode });
        await QueuePageTests.WriteAsync(desk, "river", keys);
        return desk;
    }

    private static Task SendAsync(DeskSite desk, DateOnly day) =>
        desk.Host.Services.GetRequiredService<ApprovalLetters>().SendAsync(day, CancellationToken.None);

    private static async Task ApproveAsync(DeskSite desk, string actor)
    {
        var (package, _, _) = desk.Host.Services.GetRequiredService<ApprovalViews>().Read("river");
        var result = await desk
            .Host.Services.GetRequiredService<ApprovalDesk>()
            .ApproveAsync(
                package!,
                seen: null,
                new Decider(actor, "Somebody", "192.0.2.1"),
                comment: null,
                CancellationToken.None
            );
        Assert.That(result, Is.InstanceOf<ApprovalResult.Done>());
    }

    private static Task<long> LooksAsync(DeskSite desk) =>
        desk.Host.ScalarAsync<long>("SELECT count(*) FROM looks WHERE kind = 'evening'");

    private static IReadOnlyList<MimeMessage> Letters(DeskSite desk) =>
        !Directory.Exists(desk.Host.Outbox)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(desk.Host.Outbox, "*.eml")
                    .Select(path => MimeMessage.Load(path))
                    .Where(message => message.Subject!.StartsWith("Please approve", StringComparison.Ordinal)),
            ];
}
