using System.Net;
using System.Text;
using Dapper;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class ReaderPagesTests
{
    private DeskSite _desk = null!;

    [SetUp]
    public async Task Open() =>
        _desk = await DeskSite.OpenAsync(newsletter: NewsletterSample.Settings() with { AnnualPrice = "€60" });

    [TearDown]
    public async Task Close() => await _desk.DisposeAsync();

    [Test]
    public async Task Readers_are_found_shown_in_pages_and_opened()
    {
        for (var i = 0; i < 60; i++)
        {
            await _desk.Host.AddAsync($"reader{i}@example.org");
        }

        await _desk.Host.AddAsync("<b>@example.net".Replace("<b>", "bold"), SubscriberStatus.Paused);
        await IndexAsync();
        using var support = _desk.As(Role.Support);

        var all = await support.PageAsync("desk/readers");
        var last = await support.PageAsync("desk/readers?before=12");
        var found = await support.PageAsync("desk/readers?find=ld%40exam&status=paused");
        var one = await support.PageAsync("desk/readers/61");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                all,
                Does.Contain("<strong>61</strong> readers").And.Contain("reader59@").And.Contain("before=12")
            );
            Assert.That(all, Does.Not.Contain("reader9@"), "that is on the next page");
            Assert.That(last, Does.Contain("reader9@").And.Not.Contain("Next page").And.Contain("First page"));
            Assert.That(found, Does.Contain("<strong>1</strong> reader: ").And.Contain("bold@example.net"));
            Assert.That(found, Does.Not.Contain("Change all of them"), "support changes one at a time");
            Assert.That(
                one,
                Does.Contain("<h1 class=\"who\">bold@example.net</h1>").And.Contain(_desk.Host.Tokens.Reference(61))
            );
        }
    }

    [Test]
    public async Task What_cannot_be_read_of_a_filter_is_said_and_the_rest_is_shown()
    {
        using var support = _desk.As(Role.Support);

        var page = WebUtility.HtmlDecode(
            await support.PageAsync("desk/readers?status=gone&joined-from=x&tag=%3Cb%3E&find=%22%27")
        );

        Assert.That(page, Does.Contain("status: gone is no status").And.Contain("joined-from: x is no day"));
        Assert.That(page, Does.Contain("Nobody is found"));
    }

    [TestCase("desk/readers/99")]
    [TestCase("desk/readers/nobody@example.org")]
    [TestCase("desk/readers/jobs/1")]
    public async Task Who_is_not_there_is_not_found(string path)
    {
        using var owner = _desk.As(Role.Owner);

        Assert.That((await owner.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Each_button_does_it_says_it_and_is_in_the_audit_with_its_reason()
    {
        var id = await _desk.Host.AddAsync("ana@example.org");
        using var support = _desk.As(Role.Support);
        var page = $"desk/readers/{id}";

        var notes = new List<string>
        {
            await PressAsync(support, page, "Pause", ("Day", "2026-12-24")),
            await PressAsync(support, page, "Resume"),
            await PressAsync(support, page, "Extend", ("Day", "2027-06-30"), ("Reason", "the mail was late")),
            await PressAsync(support, page, "Address", ("Address", "new@example.org")),
        };
        _desk.Host.Clock.Advance(TimeSpan.FromMinutes(11));
        notes.Add(await PressAsync(support, page, "Confirm"));
        var story = await support.PageAsync(page);

        // A reader to whom a mail is on its way is erased later.
        await _desk.Host.WaitForAsync(
            "SELECT count(*) = 0 FROM mails WHERE state IN ('pending', 'sending')",
            atLeast: 1
        );
        notes.Add(await PressAsync(support, page, "Erase", ("Address", "ana@example.org"), ("Reason", "asked to")));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(notes[0], Does.Contain("is paused until 2026-12-24"));
            Assert.That(notes[1], Does.Contain("is active"));
            Assert.That(notes[2], Does.Contain("may read until 2027-06-30"));
            Assert.That(notes[3], Does.Contain("was sent a mail that asks for a yes"));
            Assert.That(notes[4], Does.Contain("is mailed a new link"));
            Assert.That(notes[5], Does.Contain("The reader is erased"));
            Assert.That(
                story,
                Does.Contain("the mail was late")
                    .And.Contain("by account:5")
                    .And.Contain("trial")
                    .Or.Contain("extended")
            );
            Assert.That(
                await AuditAsync(),
                Is.EqualTo(
                    new[]
                    {
                        $"account:5 reader.pause reader:{id} until 2026-12-24 -",
                        $"account:5 reader.resume reader:{id} - -",
                        $"account:5 reader.extend reader:{id} until 2027-06-30 the mail was late",
                        $"account:5 reader.address reader:{id} - -",
                        $"account:5 reader.confirm reader:{id} - -",
                        $"account:5 reader.erase reader:{id} - asked to",
                    }
                )
            );
        }
    }

    [Test]
    public async Task What_is_refused_is_said_on_the_page_and_nothing_typed_is_lost()
    {
        var id = await _desk.Host.AddAsync("ana@example.org");
        using var support = _desk.As(Role.Support);
        var page = $"desk/readers/{id}";

        var noReason = await PostAsync(support, page, "Extend", ("Day", "2027-06-30"), ("Reason", " "));
        var noDay = await PostAsync(support, page, "Extend", ("Day", "never"), ("Reason", "a kind word"));
        var wrong = await PostAsync(support, page, "Erase", ("Address", "ana@example.com"), ("Reason", "asked to"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(noReason, Does.Contain("Say why").And.Contain("value=\"2027-06-30\""));
            Assert.That(noDay, Does.Contain("never is no date").And.Contain("value=\"a kind word\""));
            Assert.That(wrong, Does.Contain("Type the reader").And.Contain("ana@example.com"));
            Assert.That(await AuditAsync(), Is.Empty);
            Assert.That(await _desk.Host.StatusAsync(id), Is.EqualTo(SubscriberStatus.Active));
        }
    }

    [Test]
    public async Task A_suppression_is_lifted_beside_its_evidence()
    {
        var id = await _desk.Host.AddAsync("ana@example.org", SubscriberStatus.Bounced);
        await _desk.Host.ScalarAsync<object>(
            "INSERT INTO suppressions (email_key, kind, reason, evidence, created_at) "
                + "VALUES ('ana@example.org', 'bounce', 'dead-address', '550 <no> such user', 0)"
        );
        using var support = _desk.As(Role.Support);

        var before = await support.PageAsync($"desk/readers/{id}");
        var note = await PressAsync(support, $"desk/readers/{id}", "Lift", ("Reason", "they have a new server"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Does.Contain("550 &lt;no&gt; such user"));
            Assert.That(note, Does.Contain("is not suppressed any more"));
            Assert.That(await _desk.Host.StatusAsync(id), Is.EqualTo(SubscriberStatus.Active));
            Assert.That(await AuditAsync(), Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task All_that_is_kept_of_a_reader_is_a_file()
    {
        var id = await _desk.Host.AddAsync("ana@example.org");
        using var support = _desk.As(Role.Support);

        using var answer = await support.PostFormAsync(
            $"desk/readers/{id}?handler=Export",
            [],
            page: $"desk/readers/{id}"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"ana@example.org\""));
            Assert.That(await AuditAsync(), Is.EqualTo(new[] { $"account:5 reader.export reader:{id} - -" }));
        }
    }

    [Test]
    public async Task Many_are_changed_behind_the_page_and_it_is_undone()
    {
        for (var i = 0; i < 25; i++)
        {
            await _desk.Host.AddAsync($"reader{i}@example.org");
        }

        await _desk.Host.AddAsync("gone@example.org", SubscriberStatus.Unsubscribed);
        using var boss = _desk.As(Role.Operator);
        var preview = await boss.PageAsync("desk/readers/bulk?status=active");
        var wrong = await PostAsync(
            boss,
            "desk/readers/bulk",
            null,
            ("status", "active"),
            ("kind", "tag-add"),
            ("newTag", ""),
            ("reason", "so")
        );

        using var answer = await boss.PostFormAsync(
            "desk/readers/bulk",
            Fields(("status", "active"), ("kind", "tag-add"), ("newTag", "World"), ("reason", "a test"))
        );
        var job = answer.Headers.Location!.OriginalString;
        await WaitAsync(job, boss, ">done<");
        var done = await boss.PageAsync(job);
        var tagged = await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM subscriber_tags WHERE tag = 'world'");
        await PressAsync(boss, job, "Undo");
        await WaitAsync(job, boss, ">undone<");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                preview,
                Does.Contain("Change 25 readers").And.Contain("The first 20").And.Contain("reader24@")
            );
            Assert.That(wrong, Does.Contain("Type the tag").And.Contain("value=\"so\""));
            Assert.That(done, Does.Contain("Undo for 25 readers").And.Contain("a test"));
            Assert.That(tagged, Is.EqualTo(25));
            Assert.That(await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM subscriber_tags"), Is.Zero);
            Assert.That(
                await AuditAsync(),
                Is.EqualTo(
                    new[]
                    {
                        "account:2 readers.change readers tag-add world a test",
                        "account:2 readers.undo readers work 1 -",
                    }
                )
            );
            Assert.That(await boss.PageAsync("desk/readers/jobs"), Does.Contain("add the tag world"));
            Assert.That(await boss.PageAsync("desk/readers/1"), Does.Contain("bulk tag-add world"));
        }
    }

    [Test]
    public async Task A_file_is_checked_looked_at_and_imported()
    {
        using var boss = _desk.As(Role.Operator);
        using var form = new MultipartFormDataContent
        {
            {
                new ByteArrayContent(Encoding.UTF8.GetBytes("email\nana@example.org\nno <address>\n")),
                "file",
                "../../x.csv"
            },
        };

        using var answer = await boss.PostAsync("desk/readers/import", form, "desk/readers/import");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        var check = answer.Headers.Location!.OriginalString;
        await WaitAsync(check, boss, ">done<");
        var checkedPage = await boss.PageAsync(check);
        var before = await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM subscribers");
        var refused = await boss.PageAsync($"{check}?handler=Refused");
        using var pressed = await boss.PostFormAsync($"{check}?handler=Import", [], check);
        var import = pressed.Headers.Location!.OriginalString;
        await WaitAsync(import, boss, ">done<");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(checkedPage, Does.Contain("2 rows: 1 added").And.Contain("no &lt;address&gt;"));
            Assert.That(refused, Does.Contain("no <address>"));
            Assert.That(before, Is.Zero);
            Assert.That(
                await _desk.Host.ScalarAsync<string>("SELECT email FROM subscribers"),
                Is.EqualTo("ana@example.org")
            );
            Assert.That(await AuditAsync(), Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task An_export_has_whom_the_filter_lets_through_and_no_formula()
    {
        await _desk.Host.AddAsync("ana@example.org");
        await _desk.Host.AddAsync("ben@example.org", SubscriberStatus.Paused);
        await _desk.Host.ScalarAsync<object>("UPDATE subscribers SET first_name = '=1+1' WHERE id = 1");
        using var boss = _desk.As(Role.Operator);

        using var refused = await boss.PostFormAsync(
            "desk/readers/export",
            Fields(("status", "active"), ("reason", ""))
        );
        using var answer = await boss.PostFormAsync(
            "desk/readers/export",
            Fields(("status", "active"), ("find", "ana@example.org"), ("reason", "the printer"))
        );
        await IndexAsync();
        using var second = await boss.PostFormAsync(
            "desk/readers/export",
            Fields(("status", "active"), ("find", "ana@example.org"), ("reason", "the printer"))
        );
        var file = await second.Content.ReadAsStringAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("Say what the file is for"));
            Assert.That(file, Does.Contain("ana@example.org").And.Contain("'=1+1").And.Not.Contain("ben@"));
            Assert.That(
                (await AuditAsync())[0],
                Is.EqualTo("account:2 readers.export readers status active the printer"),
                "the audit keeps no address"
            );
        }
    }

    [Test]
    public async Task A_filter_is_kept_shared_and_deleted()
    {
        using var support = _desk.As(Role.Support);
        using var boss = _desk.As(Role.Operator);

        using var kept = await support.PostFormAsync(
            "desk/readers?handler=Save",
            Fields(("status", "paused"), ("name", "On holiday"), ("isShared", "true")),
            "desk/readers"
        );
        var refused = await PostAsync(support, "desk/readers", "Save", ("find", "ana@example.org"), ("name", "Ana"));
        var seen = await boss.PageAsync("desk/readers");
        using var notOwn = await support.PostFormAsync(
            "desk/readers?handler=Forget",
            Fields(("id", "1")),
            "desk/readers"
        );
        var stays = await support.PageAsync("desk/readers");
        using var gone = await boss.PostFormAsync("desk/readers?handler=Forget", Fields(("id", "1")), "desk/readers");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(kept.Headers.Location!.OriginalString, Does.EndWith("/desk/readers?status=paused"));
            Assert.That(refused, Does.Contain("keeps no person").And.Contain("value=\"Ana\""));
            Assert.That(seen, Does.Contain("On holiday"));
            Assert.That(stays, Does.Contain("On holiday").And.Contain("an operator has to delete it"));
            Assert.That(await boss.PageAsync("desk/readers"), Does.Not.Contain(">On holiday<"));
        }
    }

    [TestCase("desk/readers/bulk")]
    [TestCase("desk/readers/import")]
    [TestCase("desk/readers/export")]
    [TestCase("desk/readers/jobs")]
    public async Task Support_does_nothing_to_many(string path)
    {
        using var support = _desk.As(Role.Support);
        using var writer = _desk.As(Role.Writer);

        Assert.That((await support.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await writer.GetAsync("desk/readers")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task An_empty_upload_is_refused_with_what_to_do()
    {
        using var boss = _desk.As(Role.Operator);
        using var form = new MultipartFormDataContent { { new ByteArrayContent([]), "file", "a.csv" } };

        using var answer = await boss.PostAsync("desk/readers/import", form, "desk/readers/import");

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Choose a file that has something in it"));
    }

    [TestCase("desk/readers/1?handler=Pause")]
    [TestCase("desk/readers/1?handler=Erase")]
    [TestCase("desk/readers?handler=Save")]
    [TestCase("desk/readers/bulk")]
    [TestCase("desk/readers/export")]
    [TestCase("desk/readers/import")]
    public async Task A_body_that_is_no_form_changes_nothing(string path)
    {
        await _desk.Host.AddAsync("ana@example.org", SubscriberStatus.Unsubscribed);
        using var owner = _desk.As(Role.Owner);

        using var answer = await owner.PostAsync(path, new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.That((int)answer.StatusCode, Is.LessThan(500));
        Assert.That(await AuditAsync(), Is.Empty);
    }

    [Test]
    public void Each_state_and_row_has_a_look()
    {
        foreach (var status in SubscriberStatuses.Words.Values)
        {
            Assert.That(ReaderLook.Tone(status), Is.AnyOf("", "good", "warn", "bad"));
        }

        foreach (var state in ReaderJobStates.Words.Values)
        {
            Assert.That(ReaderLook.Tone(state), Is.AnyOf("", "good", "warn", "bad"));
        }

        var row = new StoryRow
        {
            At = DateTimeOffset.UnixEpoch,
            Source = "mail",
            Key = "1",
            What = "sent",
            About = "welcome",
        };
        Assert.That((ReaderLook.Sentence(row), ReaderLook.Tone(row)), Is.EqualTo(("mail welcome: sent", "good")));
        Assert.That(
            ReaderLook.Parts(new ReaderFilter { Words = ["a&b"], Tag = "x" }),
            Is.EqualTo([KeyValuePair.Create("find", "a&b"), KeyValuePair.Create("tag", "x")])
        );
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(params (string Name, string Value)[] fields) =>
        fields.Select(field => KeyValuePair.Create(field.Name, field.Value));

    /// <summary>The page that answers a form at once.</summary>
    private static async Task<string> PostAsync(
        DeskBrowser browser,
        string page,
        string? handler,
        params (string Name, string Value)[] fields
    )
    {
        var path = handler is null ? page : $"{page}?handler={handler}";
        using var answer = await browser.PostFormAsync(path, Fields(fields), page);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The page that a form leads to.</summary>
    private static async Task<string> PressAsync(
        DeskBrowser browser,
        string page,
        string handler,
        params (string Name, string Value)[] fields
    )
    {
        using var answer = await browser.PostFormAsync($"{page}?handler={handler}", Fields(fields), page);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect), handler);
        return WebUtility.HtmlDecode(await browser.PageAsync(answer.Headers.Location!.OriginalString));
    }

    /// <summary>Lets the service work until a page has a text.</summary>
    private async Task WaitAsync(string page, DeskBrowser browser, string text)
    {
        while (!(await browser.PageAsync(page)).Contains(text, StringComparison.Ordinal))
        {
            _desk.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private Task<int> IndexAsync() => new ReaderSearchIndex(_desk.Host.Database).CatchUpAsync(CancellationToken.None);

    private async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var connection = await _desk.Host.Database.OpenAsync(CancellationToken.None);
        return
        [
            .. await connection.QueryAsync<string>(
                "SELECT actor || ' ' || action || ' ' || subject || ' ' || coalesce(details, '-') || ' ' || "
                    + "coalesce(reason, '-') FROM audit ORDER BY id"
            ),
        ];
    }
}
