using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Subscriptions.Links;

/// <summary>Tests: LinkRenewal, ReaderLinks, AddressRefusals.</summary>
[TestFixture, Integration]
internal sealed class LinkRenewalTests
{
    private SubscriptionsAtWork _at = null!;
    private long _id;

    [SetUp]
    public async Task Prepare()
    {
        _at = await SubscriptionsAtWork.CreateAsync();
        _id = await _at.JoinAsync();
    }

    [TearDown]
    public void Clean() => _at.Dispose();

    [Test]
    public async Task After_a_renewal_old_links_manage_nothing_and_new_ones_do()
    {
        await _at.Renewal.RenewAsync(_id, CancellationToken.None);
        var (old, current) = (_at.Manage(_id), _at.Manage(_id, epoch: 1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _at.Preferences.FindAsync(old, CancellationToken.None), Is.Null);
            Assert.That(
                new[]
                {
                    await _at.Preferences.SetNameAsync(old, "Eve", null, CancellationToken.None),
                    await _at.Preferences.SetTimeZoneAsync(old, null, CancellationToken.None),
                    await _at.Preferences.PauseAsync(old, null, CancellationToken.None),
                    await _at.Preferences.ResumeAsync(old, CancellationToken.None),
                },
                Is.All.EqualTo(Change.NotOurs)
            );
            Assert.That(
                (await _at.Preferences.FindAsync(current, CancellationToken.None))?.Email,
                Is.EqualTo("ana@example.org")
            );
            Assert.That(
                await _at.Preferences.FindAsync(_at.Manage(_id, epoch: 2), CancellationToken.None),
                Is.Null,
                "nor does an epoch that is still to come"
            );
            Assert.That((await _at.EventsAsync(_id))[^1], Is.EqualTo("links-renewed by the reader"));
            Assert.That((await _at.MailsAsync())[^1], Is.EqualTo("your-link"));
        }
    }

    [Test]
    public async Task After_a_renewal_old_links_unsubscribe_for_ever_and_do_nothing_else()
    {
        await _at.Renewal.RenewAsync(_id, CancellationToken.None);
        _at.Clock.Advance(TimeSpan.FromDays(4000));
        var old = _at.Unsubscribe(_id);

        var before = await _at.Departures.FindAsync(old, CancellationToken.None);
        var left = await _at.Departures.LeaveAsync(old, CancellationToken.None);
        var status = await _at.StatusAsync();
        var undone = await _at.Departures.UndoAsync(old, CancellationToken.None);
        var after = await _at.Departures.FindAsync(old, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                before,
                Is.EqualTo(new Departure("a…@e….org", IsGone: false, CanUndo: false, IsCurrent: false, CanPause: false))
            );
            Assert.That((left, status, undone), Is.EqualTo((true, "unsubscribed", false)));
            Assert.That(after!.Email, Is.EqualTo("a…@e….org"));
            Assert.That(
                await _at.Departures.UndoAsync(_at.Unsubscribe(_id, epoch: 1), CancellationToken.None),
                Is.True
            );
        }
    }

    [Test]
    public async Task A_renewal_ends_what_was_asked_for_by_the_links_before()
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Erase, CancellationToken.None);
        var link = await _at.LastFreshLinkAsync();
        await _at.Addresses.RequestAsync(_id, "eve@example.net", CancellationToken.None);
        var confirm = await _at.LastConfirmTokenAsync();

        var isMailed = await _at.Renewal.RenewAsync(EmailAddress.Parse("ANA@example.org"), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(isMailed, Is.True, "also when a letter with a link went a moment ago");
            Assert.That(await _at.Links.FindAsync(LinkMatter.Erase, link, CancellationToken.None), Is.Null);
            Assert.That(
                (await _at.Confirmations.ConfirmAsync(confirm, CancellationToken.None)).Outcome,
                Is.EqualTo(ConfirmOutcome.NoGood)
            );
            Assert.That((await _at.EventsAsync(_id))[^1], Is.EqualTo("links-renewed by an operator"));
        }
    }

    [Test]
    public async Task A_renewal_mails_the_new_link_however_many_letters_went_just_now()
    {
        Assert.That(await _at.Letters.MailManageLinkAsync(_id, CancellationToken.None), Is.True);

        var first = await _at.Renewal.RenewAsync(_id, CancellationToken.None);
        var second = await _at.Renewal.RenewAsync(_id, CancellationToken.None);

        Assert.That(
            (first, second),
            Is.EqualTo((Change.Done(ChangeKind.LinksRenewed), Change.Done(ChangeKind.LinksRenewed)))
        );
        Assert.That((await _at.MailsAsync()).Count(kind => kind == "your-link"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_refused_change_mails_the_new_link_however_many_letters_went_just_now()
    {
        await _at.ChangeAddressAsync(_id, "eve@example.net");
        var refuse = await _at.LastFreshLinkAsync();
        Assert.That(await _at.Letters.MailManageLinkAsync(_id, CancellationToken.None), Is.True);

        var answer = await _at.Refusals.RefuseAsync(refuse, CancellationToken.None);

        Assert.That(answer!.Kind, Is.EqualTo(ChangeKind.AddressKept));
        Assert.That(
            await _at.ListAsync("SELECT email FROM mails WHERE kind = 'your-link' ORDER BY id"),
            Is.EqualTo(new[] { "eve@example.net", "ana@example.org" })
        );
    }

    [TestCase("expired")]
    [TestCase("unsubscribed")]
    [TestCase("bounced")]
    public async Task A_renewal_ends_a_sign_up_that_a_reader_who_is_away_has_not_confirmed(string status)
    {
        await _at.ExecuteAsync($"UPDATE subscribers SET status = '{status}'");
        _at.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(await _at.AskAsync("ana@example.org"), Is.True);
        var confirm = await _at.LastConfirmTokenAsync();

        await _at.Renewal.RenewAsync(_id, CancellationToken.None);

        Assert.That(
            (await _at.Confirmations.ConfirmAsync(confirm, CancellationToken.None)).Outcome,
            Is.EqualTo(ConfirmOutcome.NoGood)
        );
    }

    [Test]
    public async Task A_renewal_leaves_the_first_sign_up_open_because_there_is_no_other_way_in()
    {
        Assert.That(await _at.AskAsync("ben@example.org"), Is.True);
        var confirm = await _at.LastConfirmTokenAsync();

        await _at.Renewal.RenewAsync(EmailAddress.Parse("ben@example.org"), CancellationToken.None);

        Assert.That(
            (await _at.Confirmations.ConfirmAsync(confirm, CancellationToken.None)).Outcome,
            Is.EqualTo(ConfirmOutcome.Confirmed)
        );
    }

    [Test]
    public async Task Who_is_not_on_the_list_has_no_links() =>
        Assert.That(
            await _at.Renewal.RenewAsync(EmailAddress.Parse("nobody@example.org"), CancellationToken.None),
            Is.Null
        );

    [Test]
    public async Task After_a_change_of_address_links_in_the_old_inbox_show_no_new_address_and_open_nothing()
    {
        await _at.ChangeAddressAsync(_id, "kim@elsewhere.example.com");
        var links = new ReaderLinks(_at.Database, _at.Tokens);

        var old = await links.OpenAsync(TokenPurpose.Manage, _at.Manage(_id), CancellationToken.None);
        var current = await links.OpenAsync(TokenPurpose.Manage, _at.Manage(_id, epoch: 1), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((old!.IsCurrent, old.EmailShown), Is.EqualTo((false, "k…@e….com")));
            Assert.That((current!.IsCurrent, current.EmailShown), Is.EqualTo((true, "kim@elsewhere.example.com")));
        }
    }

    [Test]
    public async Task For_48_hours_the_new_address_opens_nothing_grave_and_the_old_one_takes_the_change_back()
    {
        await _at.ChangeAddressAsync(_id, "eve@example.net");
        var refuse = await _at.LastFreshLinkAsync();
        var asked = new List<Change>();
        foreach (var matter in LinkMatter.Asked)
        {
            asked.Add(await _at.Letters.AskAsync(_id, matter, CancellationToken.None));
        }

        await _at.Renewal.RenewAsync(_id, CancellationToken.None);
        _at.Clock.Advance(TimeSpan.FromHours(48) - TimeSpan.FromSeconds(1));
        var pending = await _at.Refusals.FindAsync(refuse, CancellationToken.None);
        var answer = await _at.Refusals.RefuseAsync(refuse, CancellationToken.None);
        var again = await _at.Refusals.RefuseAsync(refuse, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked.Select(change => change.IsDone), Is.All.False);
            Assert.That(
                new PageWords(NewsletterSample.Settings()).Of(asked[0]),
                Does.Contain("Until Wednesday, 25 November, 09:00")
            );
            Assert.That(pending, Is.EqualTo(new PendingRefusal("ana@example.org", "e…@e….net")));
            Assert.That((answer!.IsDone, again), Is.EqualTo((true, (Change?)null)));
            Assert.That(
                await _at.ListAsync("SELECT email || ' ' || email_key || ' ' || link_epoch FROM subscribers"),
                Is.EqualTo(new[] { "ana@example.org ana@example.org 3" })
            );
            Assert.That(
                await _at.ListAsync("SELECT kind || ' ' || email FROM mails ORDER BY id DESC LIMIT 2"),
                Is.EqualTo(new[] { "address-kept eve@example.net", "your-link ana@example.org" })
            );
            Assert.That(
                (await _at.EventsAsync(_id)).TakeLast(2),
                Is.EqualTo(new[] { "links-renewed the change was refused", "address-kept not e***@example.net" })
            );
            Assert.That(
                (await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None)).IsDone,
                Is.True,
                "nothing is held any more"
            );
        }
    }

    [Test]
    public async Task After_48_hours_the_change_stands_and_the_new_address_opens_everything()
    {
        await _at.ChangeAddressAsync(_id, "new@example.org");
        var refuse = await _at.LastFreshLinkAsync();

        _at.Clock.Advance(TimeSpan.FromHours(48));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _at.Refusals.FindAsync(refuse, CancellationToken.None), Is.Null);
            Assert.That(await _at.Refusals.RefuseAsync(refuse, CancellationToken.None), Is.Null);
            Assert.That((await _at.Letters.AskAsync(_id, LinkMatter.Erase, CancellationToken.None)).IsDone, Is.True);
        }
    }

    [TestCase("active", false)]
    [TestCase("pending", true)]
    public async Task An_address_that_somebody_else_has_meanwhile_is_not_taken_from_them(string status, bool isBack)
    {
        await _at.ChangeAddressAsync(_id, "new@example.org");
        var refuse = await _at.LastFreshLinkAsync();
        await _at.AddAsync("ana@example.org", status);

        var answer = await _at.Refusals.RefuseAsync(refuse, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer!.IsDone, Is.EqualTo(isBack));
            Assert.That(
                await _at.ScalarAsync<string>($"SELECT email FROM subscribers WHERE id = {_id}"),
                Is.EqualTo(isBack ? "ana@example.org" : "new@example.org")
            );
            Assert.That(
                await _at.ScalarAsync<long>("SELECT count(*) FROM fresh_links WHERE used_at IS NULL"),
                Is.EqualTo(isBack ? 0 : 1)
            );
        }
    }
}
