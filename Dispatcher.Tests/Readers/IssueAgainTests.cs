using System.Text;
using MimeKit;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Desk;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Readers;

[TestFixture, Integration]
internal sealed class IssueAgainTests
{
    private const string Issue = """
        ---
        title: Why the river moved
        subject: "{{ subscriber.first_name }}, why the river moved"
        status: ready
        ---
        For {{ subscriber.tags }}: it moved.
        """;

    [Test]
    public async Task The_issue_goes_once_more_as_it_was_with_a_name_of_its_own_and_never_a_third_time()
    {
        await using var desk = await DeskSite.OpenAsync();
        var id = await desk.Host.AddAsync("ana@example.org");
        await desk.Host.ScalarAsync<object>("INSERT INTO subscriber_tags VALUES (1, 'world')");
        await PublishAsync(desk, "sent");
        using var support = desk.As(Role.Support);

        var before = await support.PageAsync($"desk/readers/{id}");
        await PressAsync(support, id, "she finds nothing");
        while (!Directory.Exists(desk.Host.Outbox) || Directory.GetFiles(desk.Host.Outbox, "*.eml").Length == 0)
        {
            desk.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        var message = await MimeMessage.LoadAsync(Directory.GetFiles(desk.Host.Outbox, "*.eml").Single());
        await desk.Host.WaitForAsync("SELECT count(*) FROM mails WHERE state = 'sent'", atLeast: 1);
        var after = await support.PageAsync($"desk/readers/{id}");
        await PressAsync(support, id, "again");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Does.Contain("will then have it twice"));
            Assert.That(message.Subject, Is.EqualTo("Ana, why the river moved"));
            Assert.That(message.HtmlBody, Does.Contain("it moved").And.Contain("world"));
            Assert.That(
                message.MessageId,
                Is.Not.EqualTo($"river.{desk.Host.Tokens.DeliveryName(1, id)}@example.com"),
                "a receiver would drop a second one of the same name"
            );
            Assert.That(message.Headers["List-Unsubscribe"], Is.Not.Empty);
            Assert.That(after, Does.Contain("It was sent again already").And.Contain("once is all"));
            Assert.That(
                await desk.Host.ScalarAsync<string>("SELECT group_concat(kind || ' ' || state) FROM mails"),
                Is.EqualTo("issue-copy sent")
            );
            Assert.That(
                await desk.Host.ScalarAsync<string>("SELECT state FROM deliveries"),
                Is.EqualTo("sent"),
                "the ledger stays as it is"
            );
            Assert.That(
                await desk.Host.ScalarAsync<string>("SELECT group_concat(action || ' ' || reason) FROM audit"),
                Is.EqualTo("reader.resend she finds nothing")
            );
        }
    }

    [TestCase(SubscriberStatus.Active, false, "sent", null)]
    [TestCase(SubscriberStatus.Active, false, "failed", null)]
    [TestCase(SubscriberStatus.Paused, false, null, null)]
    [TestCase(SubscriberStatus.Active, false, "deferred", "still on its way")]
    [TestCase(SubscriberStatus.Active, false, "sending", "still on its way")]
    [TestCase(SubscriberStatus.Active, true, "failed", "lift the suppression first")]
    [TestCase(SubscriberStatus.Unsubscribed, false, "sent", "is unsubscribed and gets no issues")]
    [TestCase(SubscriberStatus.Expired, false, "sent", "is expired and gets no issues")]
    public void It_goes_to_who_may_have_it_and_does_not_have_it(
        SubscriberStatus status,
        bool isSuppressed,
        string? state,
        string? why
    )
    {
        var latest = new LatestDelivery
        {
            DispatchId = 1,
            SlotDate = new(2026, 11, 23),
            Title = "News",
            StateWord = state,
        };

        var answer = IssueAgain.WhyNot(status, isSuppressed, latest);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer, why is null ? Is.Null : Does.Contain(why));
            Assert.That(IssueAgain.WhyNot(status, isSuppressed, latest: null), Does.Contain("No issue was sent"));
            Assert.That(
                IssueAgain.WhyNot(
                    SubscriberStatus.Active,
                    isSuppressed: false,
                    latest with
                    {
                        AgainAt = DateTimeOffset.UnixEpoch,
                    }
                ),
                Does.Contain("once is all")
            );
        }
    }

    private static async Task PublishAsync(DeskSite desk, string state)
    {
        var templates = Path.Combine(Corpora.Repository(), "templates");
        var package = new IssuePackage(
            "issues/river.md",
            Encoding.UTF8.GetBytes(Issue),
            new Dictionary<string, byte[]>(),
            Directory
                .EnumerateFiles(templates, "*.sbn-*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(templates, file), File.ReadAllText)
        );
        await desk.Host.Database.InTransactionAsync(
            async (connection, transaction) =>
            {
                using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = $"""
                    INSERT INTO dispatches (slot_date, issue_slug, title, state, slot_at, cut_off_at, created_at)
                        VALUES ('2026-11-23', 'river', 'Why the river moved', 'done', 1, 2, 0);
                    INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
                        VALUES (1, 1, 'ana@example.org', '{state}', 0);
                    """;
                await command.ExecuteNonQueryAsync();
                await FrozenFiles.WriteAsync(connection, transaction, 1, revision: 0, package.Freeze());
                return true;
            },
            CancellationToken.None
        );
    }

    private static async Task PressAsync(DeskBrowser browser, long id, string reason) =>
        (
            await browser.PostFormAsync(
                $"desk/readers/{id}?handler=Again",
                [KeyValuePair.Create("Reason", reason)],
                $"desk/readers/{id}"
            )
        ).Dispose();
}
