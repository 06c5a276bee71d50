using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscriptions.Links;

/// <summary>Tests: FreshLinks, FreshLinkTable, LinkLetters.</summary>
[TestFixture, Integration]
internal sealed class FreshLinkTests
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
    public async Task A_link_goes_to_the_address_on_file_and_opens_its_own_matter_only()
    {
        var answer = await _at.Letters.AskAsync(_id, LinkMatter.Erase, CancellationToken.None);
        var link = await _at.LastFreshLinkAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer, Is.EqualTo(Change.Done(ChangeKind.LinkMailed, "ana@example.org")));
            Assert.That(
                await _at.ListAsync("SELECT kind || ' ' || email FROM mails WHERE id > 2"),
                Is.EqualTo(new[] { "fresh-link ana@example.org" })
            );
            Assert.That((await _at.EventsAsync(_id))[^1], Is.EqualTo("link-asked erase"));
            Assert.That(
                (await _at.Links.FindAsync(LinkMatter.Erase, link, CancellationToken.None))?.Id,
                Is.EqualTo(_id)
            );
            foreach (var other in LinkMatter.Asked.Append(LinkMatter.Refuse).Except([LinkMatter.Erase]))
            {
                Assert.That(await _at.Links.FindAsync(other, link, CancellationToken.None), Is.Null, other);
                Assert.That(await OnceAsync(other, link), Is.Null, other);
            }

            Assert.That(await _at.Refusals.RefuseAsync(link, CancellationToken.None), Is.Null);
        }
    }

    [Test]
    public async Task A_link_works_once()
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None);
        var link = await _at.LastFreshLinkAsync();

        var first = await OnceAsync(LinkMatter.Data, link);
        var second = await OnceAsync(LinkMatter.Data, link);

        Assert.That((first, second), Is.EqualTo(("done", (string?)null)));
        Assert.That(await _at.Links.FindAsync(LinkMatter.Data, link, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Of_many_at_the_same_time_one_acts()
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None);
        var link = await _at.LastFreshLinkAsync();

        var all = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => OnceAsync(LinkMatter.Data, link)))
        );

        Assert.That(all.Count(done => done is not null), Is.EqualTo(1));
    }

    [TestCase(29, true)]
    [TestCase(30, false)]
    public async Task A_link_works_for_thirty_minutes(int minutes, bool works)
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None);
        var link = await _at.LastFreshLinkAsync();

        _at.Clock.Advance(TimeSpan.FromMinutes(minutes));

        Assert.That(
            await _at.Links.FindAsync(LinkMatter.Data, link, CancellationToken.None),
            works ? Is.Not.Null : Is.Null
        );
        Assert.That(await OnceAsync(LinkMatter.Data, link), works ? Is.EqualTo("done") : Is.Null);
    }

    [Test]
    public async Task What_comes_to_nothing_gives_the_link_back()
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Address, CancellationToken.None);
        var link = await _at.LastFreshLinkAsync();

        var typo = await _at.Links.OnceAsync<Change>(
            LinkMatter.Address,
            link,
            async id => await _at.Addresses.RequestAsync(id, "new@", CancellationToken.None),
            CancellationToken.None
        );
        await Assert.ThrowsAsync<TimeoutException>(() =>
            _at.Links.OnceAsync<string>(
                LinkMatter.Address,
                link,
                _ => throw new TimeoutException(),
                CancellationToken.None
            )
        );

        Assert.That(typo!.IsDone, Is.False);
        Assert.That(await OnceAsync(LinkMatter.Address, link), Is.EqualTo("done"));
    }

    [Test]
    public async Task The_database_has_a_hash_of_the_link_and_never_the_link()
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None);
        var link = await _at.LastFreshLinkAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _at.ListAsync("SELECT token_hash FROM fresh_links"),
                Is.EqualTo(new[] { FreshLinkTable.HashOf(link) })
            );
            foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(_at.Database.Path)!))
            {
                await using var file = new FileStream(
                    path,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.ReadWrite | FileShare.Delete
                );
                using var bytes = new MemoryStream();
                await file.CopyToAsync(bytes);
                Assert.That(System.Text.Encoding.Latin1.GetString(bytes.ToArray()), Does.Not.Contain(link), path);
            }
        }
    }

    [Test]
    public async Task A_link_that_was_asked_for_a_moment_ago_is_not_mailed_again()
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None);
        var second = await _at.Letters.AskAsync(_id, LinkMatter.Erase, CancellationToken.None);
        var byPage = await _at.Letters.MailManageLinkAsync(_id, CancellationToken.None);
        var byPageAgain = await _at.Letters.MailManageLinkAsync(_id, CancellationToken.None);

        Assert.That((second.IsDone, byPage, byPageAgain), Is.EqualTo((false, true, false)));
        Assert.That(await _at.MailsAsync(), Is.EqualTo(new[] { "confirm", "welcome", "fresh-link", "your-link" }));
    }

    [Test]
    public async Task Letters_that_strangers_ask_for_keep_no_reader_from_a_link_that_works_once()
    {
        for (var letters = 0; letters < 12; letters++)
        {
            Assert.That(await _at.Letters.MailManageLinkAsync(_id, CancellationToken.None), Is.True);
            _at.Clock.Advance(TimeSpan.FromMinutes(15));
        }

        Assert.That(await _at.Letters.MailManageLinkAsync(_id, CancellationToken.None), Is.False);
        Assert.That((await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None)).IsDone, Is.True);
    }

    [Test]
    public async Task A_link_in_use_that_a_renewal_ended_is_not_given_back()
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Billing, CancellationToken.None);
        var link = await _at.LastFreshLinkAsync();

        await _at.Links.OnceAsync<string>(
            LinkMatter.Billing,
            link,
            async id =>
            {
                await _at.Renewal.RenewAsync(id, CancellationToken.None);
                return null;
            },
            CancellationToken.None
        );

        Assert.That(await _at.Links.FindAsync(LinkMatter.Billing, link, CancellationToken.None), Is.Null);
        Assert.That(await OnceAsync(LinkMatter.Billing, link), Is.Null);
    }

    [Test]
    public async Task A_link_does_nothing_while_the_address_before_can_take_a_change_back()
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None);
        var link = await _at.LastFreshLinkAsync();
        await FreshLinksOnFile.AddAsync(_at.Database, _at.Tokens, _id, LinkMatter.Refuse, _at.Clock.GetUtcNow());

        Assert.That(await _at.Links.FindAsync(LinkMatter.Data, link, CancellationToken.None), Is.Null);
        Assert.That(await OnceAsync(LinkMatter.Data, link), Is.Null);
    }

    [TestCase("UPDATE subscribers SET status = 'bounced'")]
    [TestCase("UPDATE subscribers SET status = 'complained'")]
    [TestCase(
        "INSERT INTO suppressions (email_key, kind, reason, created_at) VALUES ('ana@example.org', 'operator', 'x', 0)"
    )]
    public async Task Nothing_is_promised_where_nothing_can_be_mailed(string sql)
    {
        await _at.ExecuteAsync(sql);

        var answer = await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None);

        Assert.That(answer.IsDone, Is.False);
        Assert.That(answer.Kind, Is.EqualTo(ChangeKind.CannotMail));
        Assert.That(await _at.ScalarAsync<long>("SELECT count(*) FROM fresh_links"), Is.Zero);
    }

    [Test]
    public async Task Links_that_are_long_over_are_forgotten_but_not_the_address_before_a_change()
    {
        await _at.Letters.AskAsync(_id, LinkMatter.Data, CancellationToken.None);
        await _at.ChangeAddressAsync(_id, "new@example.org");
        _at.Clock.Advance(TimeSpan.FromDays(29));
        await _at.LookAsync();
        var before = await _at.ListAsync("SELECT matter FROM fresh_links ORDER BY matter");
        _at.Clock.Advance(TimeSpan.FromDays(12));
        await _at.LookAsync();

        Assert.That(before, Is.EqualTo(new[] { "data", "refuse" }));
        Assert.That(await _at.ListAsync("SELECT matter FROM fresh_links"), Is.EqualTo(new[] { "refuse" }));
    }

    private Task<string?> OnceAsync(string matter, string link) =>
        _at.Links.OnceAsync(matter, link, _ => Task.FromResult<string?>("done"), CancellationToken.None);
}
