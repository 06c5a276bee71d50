using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class SuppressionsPageTests
{
    private const string Path = "desk/suppressions";

    [Test]
    public async Task An_address_is_suppressed_with_a_reason_and_lifted_with_another()
    {
        await using var desk = await DeskSite.OpenAsync();
        var id = await desk.Host.AddAsync("ana@example.org");
        using var support = desk.As(Role.Support);

        var added = await support.PostFormAsync(
            Path,
            [new("address", " Ana@Example.org "), new("reason", "by letter")]
        );
        var list = await support.PageAsync($"{Path}?part=NA@ex");
        var page = await support.PageAsync($"{Path}/lift?address=ana@example.org");
        var status = await desk.Host.StatusAsync(id);
        var lifted = await support.PostFormAsync(
            $"{Path}/lift?address=ana@example.org",
            [new("address", "ana@example.org"), new("reason", "wrote again"), new("back", "1")]
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (added.StatusCode, lifted.StatusCode),
                Is.EqualTo((HttpStatusCode.Redirect, HttpStatusCode.Redirect))
            );
            Assert.That(list, Does.Contain("ana@example.org").And.Contain("by letter").And.Contain("1 address."));
            Assert.That(page, Does.Contain("by letter").And.Contain("Also make the bounced reader active"));
            Assert.That(
                (status, await desk.Host.StatusAsync(id)),
                Is.EqualTo((SubscriberStatus.Bounced, SubscriberStatus.Active))
            );
            Assert.That(
                await DispatchOnFile.AuditAsync(desk.Host),
                Does.Contain($" suppression.add reader:{id} - by letter\n")
                    .And.EndWith($" suppression.lift reader:{id} operator wrote again")
                    .And.Not.Contain("@")
            );
            Assert.That(await support.PageAsync(Path), Does.Contain("No such address is suppressed"));
        }
    }

    [TestCase("nonsense", "because", "&quot;nonsense&quot;")]
    [TestCase("ben@example.org", "", "the reason is missing")]
    [TestCase("spam@example.org", "because", "suppressed already")]
    public async Task What_cannot_be_done_is_said_and_what_was_typed_stays(
        string address,
        string reason,
        string expected
    )
    {
        await using var desk = await DeskSite.OpenAsync();
        await SuppressAsync(desk, "spam@example.org", "complaint");
        using var owner = desk.As(Role.Owner);

        var answer = await owner.PostFormAsync(Path, [new("address", address), new("reason", reason)]);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain(expected).And.Contain($"name=\"address\" value=\"{address}\"")
        );
        Assert.That(await DispatchOnFile.AuditAsync(desk.Host), Is.Empty);
    }

    [Test]
    public async Task A_lift_without_a_reason_is_refused_and_a_complaint_is_warned_of()
    {
        await using var desk = await DeskSite.OpenAsync();
        await SuppressAsync(desk, "spam@example.org", "complaint");
        using var support = desk.As(Role.Support);
        const string lift = $"{Path}/lift?address=spam@example.org";

        var page = await support.PageAsync(lift);
        var refused = await support.PostFormAsync(lift, [new("address", "spam@example.org")]);

        Assert.That(page, Does.Contain("marked a message of yours as spam"));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await support.PageAsync(Path), Does.Contain("spam@example.org"));
    }

    [Test]
    public async Task Who_sees_no_readers_sees_no_addresses_and_cannot_search_for_one()
    {
        await using var desk = await DeskSite.OpenAsync();
        await SuppressAsync(desk, "spam@example.org", "complaint");
        await SuppressAsync(desk, "erased:0123abc", "erased");
        using var editor = desk.As(Role.Editor);

        var page = await editor.PageAsync($"{Path}?part=nothing-like-it");

        Assert.That(page, Does.Contain("s&#x2026;@example.org").And.Contain("2 addresses."));
        Assert.That(page, Does.Not.Contain("spam@").And.Not.Contain("0123abc").And.Not.Contain("name=\"address\""));
        Assert.That(
            (await editor.GetAsync($"{Path}/lift?address=spam@example.org")).StatusCode,
            Is.EqualTo(HttpStatusCode.Forbidden)
        );
    }

    [TestCase("erased:0123abc")]
    [TestCase("")]
    [TestCase("nobody@example.org")]
    public async Task What_is_no_suppressed_address_cannot_be_lifted(string address)
    {
        await using var desk = await DeskSite.OpenAsync();
        await SuppressAsync(desk, "erased:0123abc", "erased");
        using var owner = desk.As(Role.Owner);

        Assert.That(
            (await owner.GetAsync($"{Path}/lift?address={address}")).StatusCode,
            Is.EqualTo(HttpStatusCode.NotFound)
        );
    }

    private static Task<long> SuppressAsync(DeskSite desk, string key, string kind) =>
        desk.Host.ScalarAsync<long>(
            "INSERT INTO suppressions (email_key, kind, reason, created_at) VALUES (@key, @kind, 'seen', 5)",
            new { key, kind }
        );
}
