using System.Net;
using AngleSharp.Html.Parser;
using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Archive;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The search in past issues over HTTP, by the whole service.</summary>
[TestFixture]
internal sealed class ArchiveSearchTests
{
    [TestCase("ferry", "text")]
    [TestCase("FERR", "text", TestName = "The beginning of a word")]
    [TestCase("\"red ferry\"", "text")]
    [TestCase("\"ferry red\"", "", TestName = "A phrase in another order")]
    [TestCase("uber strasse", "text", TestName = "Without accents")]
    [TestCase("ferry ann", "text", TestName = "A word of the text and one of the author")]
    [TestCase("ferry nowhere", "", TestName = "All words must be there")]
    [TestCase("preheaderword", "line")]
    [TestCase("footnoteword", "text")]
    [TestCase("strong", "", TestName = "No markup")]
    public async Task Words_of_the_whole_issue_are_found(string search, string found)
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync(
            "text",
            body: "A **red** ferry crosses[^1] über die Straße.\n\n[^1]: A footnoteword.",
            date: "2026-11-26"
        );
        await host.PublishAsync("line", preheader: "With a preheaderword", date: "2026-11-27");

        Assert.That(await FoundAsync(host, search), Is.EqualTo(found.Length > 0 ? [found] : Array.Empty<string>()));
    }

    [Test]
    public async Task Titles_come_first_then_what_has_more_of_it_then_the_newest()
    {
        await using var host = await ArchiveHost.StartAsync();
        var filler = string.Concat(Enumerable.Repeat("other words ", 100));
        await host.PublishAsync("titled", title: "The ferry", body: filler, date: "2026-10-01");
        await host.PublishAsync("much", body: "ferry ferry ferry ferry", date: "2026-10-02");
        await host.PublishAsync("older", body: $"ferry {filler}", date: "2026-10-05");
        await host.PublishAsync("newer", body: $"ferry {filler}", date: "2026-10-06");
        for (var i = 1; i < 12; i++)
        {
            await host.PublishAsync($"none-{i}", body: filler, date: $"2026-09-{i:00}");
        }

        Assert.That(await FoundAsync(host, "ferry"), Is.EqualTo(["titled", "much", "newer", "older"]));
    }

    [Test]
    public async Task The_words_are_marked_in_an_extract_and_what_an_issue_says_is_text()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync(
            "evil",
            title: "A <script>ferry</script>",
            body: "{{ \"<script>alert(1)</script> <img src=x onerror=alert(2)>\" }} and the ferry left."
        );

        using var page = new HtmlParser().ParseDocument(await host.GetAsync("/archive?q=ferry"));

        var hit = page.QuerySelector(".found li")!;
        Assert.Multiple(() =>
        {
            Assert.That(hit.QuerySelectorAll("mark").Select(mark => mark.TextContent), Is.EqualTo(["ferry", "ferry"]));
            Assert.That(hit.QuerySelector("a")!.TextContent, Is.EqualTo("A <script>ferry</script>"));
            Assert.That(hit.QuerySelector("p")!.TextContent, Does.Contain("<img src=x onerror=alert(2)>"));
            Assert.That(hit.QuerySelectorAll("script, img"), Is.Empty);
        });
    }

    [TestCase("\"", TestName = "A quote")]
    [TestCase("*")]
    [TestCase("a*b*")]
    [TestCase("NEAR(")]
    [TestCase("NEAR(a b, 2)")]
    [TestCase("title : x")]
    [TestCase("{title} : \"x")]
    [TestCase("-ferry ^x + AND OR NOT")]
    [TestCase("') OR 1=1 --")]
    [TestCase("a\0b", TestName = "NUL")]
    [TestCase("½ ² ⁄ ﬁ İ ẞ", TestName = "Letters that become several")]
    [TestCase("👩‍👩‍👧 🇩🇪", TestName = "Pictures")]
    [TestCase("\u0301\u0301", TestName = "Accents alone")]
    [TestCase("\u0e01\u0903\u200d\ufffd\uffff", TestName = "Rare signs")]
    public async Task No_query_breaks_the_page(string search)
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("one", body: "A ferry.");

        foreach (var path in new[] { Address(search), Address(search + " ferry"), Address("ferry " + search) })
        {
            Assert.That(await host.StatusAsync(path), Is.EqualTo(HttpStatusCode.OK), path);
        }
    }

    [TestCase("%ED%A0%80", TestName = "A lone surrogate")]
    [TestCase("%FF%FE%00%80", TestName = "No UTF-8")]
    [TestCase("%", TestName = "Half an escape")]
    public async Task No_bytes_break_the_page(string query)
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("one");

        Assert.That(await host.StatusAsync($"/archive?q={query}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Chance_finds_no_query_that_breaks_the_page()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("one", body: "A ferry.");
        var random = new Random(7);
        const string Signs = "\"*():{}^+-'\\/.,; \t\0ab“”„\u0301\u00ad東ßΣ\ud83d\ude00\ud800\udc00NEARO";
        for (var i = 0; i < 300; i++)
        {
            var search = new string(random.GetItems<char>(Signs, random.Next(1, 40)));
            Assert.That(await host.StatusAsync(Address(search)), Is.EqualTo(HttpStatusCode.OK), Address(search));
        }
    }

    [TestCase(3_000, HttpStatusCode.OK)]
    [TestCase(10_000, HttpStatusCode.RequestUriTooLong)]
    public async Task A_query_of_a_whole_page_is_cut_or_refused(int length, HttpStatusCode status)
    {
        await using var host = await ArchiveHost.StartAsync();

        Assert.That(await host.StatusAsync("/archive?q=" + new string('a', length)), Is.EqualTo(status));
    }

    [Test]
    public async Task Nothing_found_is_said_with_what_to_do()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("one");

        var (none, sign) = (await host.GetAsync("/archive?q=zebra"), await host.GetAsync("/archive?q=%3F"));

        Assert.Multiple(() =>
        {
            Assert.That(none, Does.Contain("Nothing found").And.Contain("No issue has <strong>zebra</strong> in it."));
            Assert.That(none, Does.Contain("href=\"/archive\">All past issues").And.Contain("noindex"));
            Assert.That(sign, Does.Contain("There is no word in <strong>?</strong>"));
        });
    }

    [TestCase(ArchiveAccess.Teaser, true)]
    [TestCase(ArchiveAccess.Subscribers, false)]
    public async Task Only_what_a_person_may_read_is_found(ArchiveAccess access, bool isOpeningFound)
    {
        await using var host = await ArchiveHost.StartAsync(access, price: "€60");
        var filler = string.Concat(Enumerable.Repeat("open words ", 60));
        await host.PublishAsync("paid", title: "A title", body: $"Openword {filler}\n\nSecretword {filler}");
        var cookie = host.Tokens.Sign(TokenPurpose.Read, 1, host.Clock.GetUtcNow().AddDays(1));

        Assert.Multiple(async () =>
        {
            Assert.That(await FoundAsync(host, "secretword"), Is.Empty);
            Assert.That(await FoundAsync(host, "openword secretword"), Is.Empty);
            Assert.That(await FoundAsync(host, "openword"), isOpeningFound ? Is.EqualTo(["paid"]) : Is.Empty);
            Assert.That(await FoundAsync(host, "title"), Is.EqualTo(["paid"]));
            Assert.That(await FoundAsync(host, "secretword", cookie), Is.EqualTo(["paid"]));
        });
        using var unlocked = await host.SendAsync("/archive?q=secretword", cookie: cookie);
        Assert.That(unlocked.Headers.CacheControl!.ToString(), Is.EqualTo("no-store, private"));
        Assert.That(await host.GetAsync("/archive?q=title"), Does.Not.Contain("Secretword"));
    }

    [Test]
    public async Task A_corrected_issue_is_found_by_what_it_says_now()
    {
        await using var host = await ArchiveHost.StartAsync();
        var id = await host.PublishAsync("one", body: "The wrongword.");
        var corrected = host.Package("one", "The rightword.").Freeze();
        await host.Workplace.Database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await FrozenFiles.WriteAsync(connection, transaction, id, revision: 1, corrected);
                return true;
            },
            CancellationToken.None
        );
        await host.Workplace.ExecuteAsync($"UPDATE dispatches SET revision = 1 WHERE id = {id}");

        Assert.That(await FoundAsync(host, "wrongword"), Is.Empty, "also before the index follows");
        await host.IndexAsync();
        Assert.That(await FoundAsync(host, "wrongword"), Is.Empty);
        Assert.That(await FoundAsync(host, "rightword"), Is.EqualTo(["one"]));
    }

    [Test]
    public async Task An_issue_that_is_gone_leaves_no_word_behind()
    {
        await using var host = await ArchiveHost.StartAsync();
        var id = await host.PublishAsync("one", body: "The lastword.");
        await host.Workplace.ExecuteAsync(
            $"DELETE FROM deliveries WHERE dispatch_id = {id}; DELETE FROM waves WHERE dispatch_id = {id}; "
                + $"DELETE FROM dispatches WHERE id = {id}"
        );

        Assert.That(await FoundAsync(host, "lastword"), Is.Empty);
        Assert.That(
            await ScalarAsync(
                host,
                "SELECT (SELECT count(*) FROM archive_texts) + (SELECT count(*) FROM archive_search)"
            ),
            Is.Zero
        );
    }

    [Test]
    public async Task The_service_reads_what_an_older_version_sent()
    {
        await using var host = await ArchiveHost.BuildAsync();
        await host.PublishAsync("one", body: "The oldword.", index: false);
        await host.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await FoundAsync(host, "oldword")).Count == 0)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    [Test]
    public async Task While_an_issue_is_sent_the_index_takes_one_at_a_time()
    {
        await using var host = await ArchiveHost.BuildAsync();
        await host.PublishAsync("one", date: "2026-11-25", index: false);
        await host.PublishAsync("two", date: "2026-11-26", index: false);
        await host.PublishAsync("three", date: "2026-11-27", state: DispatchState.Sending, index: false);

        Assert.That(await host.IndexAsync(), Is.EqualTo(1));
        await host.Workplace.ExecuteAsync("UPDATE dispatches SET state = 'done'");
        Assert.That(await host.IndexAsync(), Is.EqualTo(2));
        Assert.That(await host.IndexAsync(), Is.Zero);
    }

    [Test]
    public async Task An_issue_that_cannot_be_read_any_more_is_found_by_its_title()
    {
        await using var host = await ArchiveHost.BuildAsync();
        var id = await host.PublishAsync("one", title: "Old ferries", index: false);
        await host.Workplace.ExecuteAsync(
            $"DELETE FROM dispatch_files WHERE dispatch_id = {id} AND name LIKE 'issue/%'"
        );
        await host.IndexAsync();

        Assert.That(await ScalarAsync(host, "SELECT count(*) FROM archive_search('ferries')"), Is.EqualTo(1));
    }

    private static async Task<long> ScalarAsync(ArchiveHost host, string sql)
    {
        await using var connection = await host.Workplace.Database.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    private static string Address(string search) => "/archive?q=" + Uri.EscapeDataString(search);

    /// <summary>The slugs of what is found, in their order.</summary>
    private static async Task<IReadOnlyList<string>> FoundAsync(ArchiveHost host, string search, string? cookie = null)
    {
        using var page = new HtmlParser().ParseDocument(await host.GetAsync(Address(search), cookie));
        return
        [
            .. page.QuerySelectorAll(".found li > a").Select(link => link.GetAttribute("href")!["/archive/".Length..]),
        ];
    }
}
