using System.Collections.Frozen;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tests.Archive;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>Every page, and what it answers, speaks the newsletter's language and no other.</summary>
[TestFixture, Integration]
internal sealed partial class PageLanguageTests
{
    private const string Opening = "⟦";
    private const string Closing = "⟧";

    [TestCase("de", "ltr")]
    [TestCase("fr", "ltr")]
    [TestCase("es", "ltr")]
    public async Task Every_page_speaks_the_language_and_no_English(string language, string direction)
    {
        await using var pages = await StartAsync(language, OwnWords.None);
        var foreign = WordTable.Of(language)!.Phrases;
        var english = WordTable
            .English.Phrases.Where(entry =>
                entry.Value.Text != foreign[entry.Key].Text && LetterWord.Count(entry.Value.Text) > 1
            )
            .Select(entry => (entry.Key, Part: LongestPart(entry.Value)))
            .Where(entry => LetterWord.Count(entry.Part) > 1)
            .ToList();

        var seen = 0;
        foreach (var (what, page) in await PagesAsync(pages))
        {
            var document = new HtmlParser().ParseDocument(page);
            var text = Spaces.Replace(string.Join('\n', Said(document)), " ");
            seen++;

            Assert.That(document.DocumentElement.GetAttribute("lang"), Is.EqualTo(language), what);
            Assert.That(document.DocumentElement.GetAttribute("dir"), Is.EqualTo(direction), what);
            Assert.That(
                english.Where(entry => text.Contains(entry.Part, StringComparison.Ordinal)).Select(entry => entry.Key),
                Is.Empty,
                $"{what}: {text}"
            );
        }

        Assert.That(seen, Is.GreaterThan(45));
    }

    /// <summary>
    /// With words of the publisher under each key, each in brackets, all that a page says is in brackets but the
    /// data. So no text is fixed, and each word of the publisher's reaches its page.
    /// </summary>
    [Test]
    public async Task Every_word_of_every_page_is_the_publishers_and_the_page_reads_from_right_to_left()
    {
        await using var pages = await StartAsync("ar", Marked());

        foreach (var (what, page) in await PagesAsync(pages))
        {
            var document = new HtmlParser().ParseDocument(page);

            Assert.That(document.DocumentElement.GetAttribute("lang"), Is.EqualTo("ar"), what);
            Assert.That(document.DocumentElement.GetAttribute("dir"), Is.EqualTo("rtl"), what);
            Assert.That(Said(document).SelectMany(OutsideBrackets), Is.Empty, what);
        }
    }

    /// <summary>The pages about paying, whose server stands in for Stripe, and the archive, in German.</summary>
    [Test]
    public async Task The_archive_is_in_the_language_open_and_locked_and_its_dates_are_too()
    {
        foreach (var access in new[] { ArchiveAccess.Full, ArchiveAccess.Teaser })
        {
            await using var host = await ArchiveHost.StartAsync(
                access,
                price: "60 €",
                change: newsletter => newsletter with { Language = "ar", OwnWords = Marked() }
            );
            await host.PublishAsync("first", title: "The first", date: "2026-10-30");
            await host.PublishAsync("second", title: "The second", date: "2026-11-26");
            foreach (var path in new[] { "/", "/archive", "/archive/first", "/archive?q=first", "/archive?q=none" })
            {
                var document = new HtmlParser().ParseDocument(await host.GetAsync(path));
                foreach (var shown in document.QuerySelectorAll(".body, .archive h1, .issues a, .sample a, .ways a"))
                {
                    // What editors wrote.
                    shown.TextContent = shown.TextContent.Replace("The first", "").Replace("The second", "");
                }

                foreach (var body in document.QuerySelectorAll(".body, .issues p:not(.facts), title"))
                {
                    body.Remove();
                }

                Assert.That(Said(document).SelectMany(OutsideBrackets), Is.Empty, $"{access} {path}");
            }
        }

        await using var german = await ArchiveHost.StartAsync(change: newsletter =>
            newsletter with
            {
                Language = "de",
            }
        );
        await german.PublishAsync("first", title: "The first", date: "2026-10-30");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await german.GetAsync("/archive"), Does.Contain("30. Oktober").And.Contain("Oktober 2026"));
            Assert.That(await german.GetAsync("/archive/first"), Does.Contain("Freitag, 30. Oktober 2026"));
            Assert.That(WebUtility.HtmlDecode(await german.GetAsync("/")), Does.Contain("Freitag, 30. Oktober 2026"));
        }
    }

    private static Task<PagesHost> StartAsync(string language, OwnWords own) =>
        PagesHost.StartAsync(
            NewsletterSample.Settings() with
            {
                Language = language,
                OwnWords = own,
                AnnualPrice = "60 €",
            },
            PagesHost.BehindProxy(),
            change: settings =>
                settings with
                {
                    Stripe = new()
                    {
                        SecretKey = StripeServer.Key,
                        WebhookSecret = StripeServer.WebhookSecret,
                        Price = StripeServer.Price,

                        // Nobody answers there.
                        ApiBase = "http://127.0.0.1:9",
                    },
                }
        );

    /// <summary>Each page, and the answers of the forms, good and bad.</summary>
    private static async Task<IReadOnlyList<(string What, string Page)>> PagesAsync(PagesHost pages)
    {
        var all = new List<(string, string)>();
        // The desk is for people who work here, and speaks English.
        foreach (
            var path in (await PagePaths.OfAsync(pages)).Where(path =>
                path != "desk" && !path.StartsWith("desk/", StringComparison.Ordinal)
            )
        )
        {
            await AddAsync(path, await pages.Http.GetAsync(path));
        }

        await AddAsync("nothing here", await pages.Http.GetAsync("nothing-here"));
        await SignUpAsync();
        await ManageAsync();
        await LeaveAsync();
        await FreshAsync();
        await AddAsync("method", await pages.Http.PutAsync("link", content: null));
        await AddAsync("form", await pages.PostAsync("manage/" + new string('a', 40)));
        return all;

        async Task SignUpAsync()
        {
            await PostAsync("subscribe", ("email", "nonsense"));
            await PostAsync("subscribe", ("email", "kím@example.org"));
            await PostAsync("subscribe", ("email", "kim@gmial.com"));
            await AddAsync("signed up", await pages.SignUpAsync($"kim{Guid.NewGuid():N}@example.org"));
            await PostAsync("link", ("email", "kim"));
            await PostAsync("link", ("email", "kim@gmial.com"));
            await PostAsync("link", ("email", "kim@example.org"));
            var confirm = await pages.ConfirmAsync();
            await PostAsync(confirm);
            await GetAsync(confirm);
        }

        async Task ManageAsync()
        {
            foreach (var status in Enum.GetValues<SubscriberStatus>())
            {
                var one = await pages.AddAsync($"{status}@example.org".ToLowerInvariant(), status);
                await GetAsync(pages.Manage(one));
                await GetAsync(pages.Unsubscribe(one) + "/pause");
                await PostAsync(pages.Manage(one), ("matter", "resume"));
                await PostAsync(pages.Manage(one) + "/data");
            }

            var ana = await pages.AddAsync("ana@example.org");
            await pages.ScalarAsync<object>(
                "UPDATE subscribers SET term = 'paid', term_ends_at = 1900000000000, stripe_customer = 'cus_1' "
                    + "WHERE id = @ana",
                new { ana }
            );
            var manage = pages.Manage(ana);
            await GetAsync(manage);
            await PostAsync(manage, ("matter", "name"), ("first_name", "Ana"));
            await PostAsync(manage, ("matter", "name"), ("first_name", new string('a', 101)));
            await PostAsync(manage, ("matter", "time-zone"), ("time_zone", "Mars"));
            await PostAsync(manage, ("matter", "time-zone"), ("time_zone", ""));
            await PostAsync(manage, ("matter", "pause"), ("until", "nonsense"));
            await PostAsync(manage, ("matter", "pause"), ("until", "2020-01-01"));
            await PostAsync(manage, ("matter", "pause"), ("until", ""));
            await GetAsync(manage);
            await PostAsync(manage, ("matter", "resume"));
            await GetAsync(manage + "/pay");
            await PostAsync(manage + "/erase");
            await PostAsync(manage + "/erase");
            await PostAsync(manage + "/renew");
            var old = await pages.AddAsync("old@example.org");
            await pages.ScalarAsync<object>("UPDATE subscribers SET link_epoch = 1 WHERE id = @old", new { old });
            await PostAsync($"old/{pages.Tokens.Sign(TokenPurpose.Manage, old)}");
            await GetAsync(pages.Unsubscribe(old));
            await PostAsync(pages.Unsubscribe(old));
        }

        async Task LeaveAsync()
        {
            var ben = await pages.AddAsync("ben@example.org");
            await PostAsync(pages.Unsubscribe(ben) + "/pause", ("until", "2026-12-24"));
            await PostAsync(pages.Unsubscribe(ben));
            await PostAsync(pages.Unsubscribe(ben) + "/undo");
            await pages.ScalarAsync<object>("DELETE FROM subscribers WHERE id = @ben", new { ben });
            await GetAsync(pages.Unsubscribe(ben));
        }

        async Task FreshAsync()
        {
            var cleo = await pages.AddAsync("cleo@example.org");
            var address = await pages.FreshAsync(cleo, LinkMatter.Address);
            await PostAsync(address, ("email", "nonsense"));
            await PostAsync(address, ("email", "cleo@gmial.com"));
            await PostAsync(address, ("email", "letter@example.com"));
            await PostAsync(address, ("email", "cleo2@example.org"));
            await GetAsync(address);
            await PostAsync(await pages.FreshAsync(cleo, LinkMatter.Refuse));
            await PostAsync(await pages.FreshAsync(cleo, LinkMatter.Billing), ("step", "pay"));
            await PostAsync(await pages.FreshAsync(cleo, LinkMatter.Erase));
        }

        async Task GetAsync(string path) => await AddAsync(path, await pages.Http.GetAsync(path));

        async Task PostAsync(string path, params (string Name, string Value)[] form) =>
            await AddAsync(
                $"POST {path} {string.Join(' ', form)}",
                await pages.PostAsync(path, $"10.3.0.{all.Count % 250}", form)
            );

        async Task AddAsync(string what, HttpResponseMessage answer)
        {
            using (answer)
            {
                if (answer.Content.Headers.ContentType?.MediaType == "text/html")
                {
                    all.Add(($"{what} {(int)answer.StatusCode}", await answer.Content.ReadAsStringAsync()));
                }
            }
        }
    }

    /// <summary>What a page shows or reads to people, without the names of places to choose from.</summary>
    private static IEnumerable<string> Said(IDocument document)
    {
        foreach (var silent in document.QuerySelectorAll("script, style, optgroup").ToList())
        {
            silent.Remove();
        }

        yield return document.Title ?? "";
        yield return document.Body!.TextContent;
        foreach (var element in document.Body.QuerySelectorAll("*"))
        {
            foreach (
                var name in new[]
                {
                    "aria-label",
                    "alt",
                    "title",
                    "placeholder",
                    "label",
                    "data-copied",
                    "data-refused",
                }
            )
            {
                if (element.GetAttribute(name) is { } text)
                {
                    yield return text;
                }
            }
        }
    }

    private static OwnWords Marked() =>
        new(
            WordTable.English.Phrases.ToFrozenDictionary(
                entry => entry.Key,
                entry => new Phrase(
                    Opening + string.Concat(entry.Value.Places.Select(place => $"{{{place}}}")) + Closing
                )
            )
        );

    /// <summary>The Latin words outside all brackets that are no data.</summary>
    private static IEnumerable<string> OutsideBrackets(string text)
    {
        while (Bracketed.IsMatch(text))
        {
            text = Bracketed.Replace(text, "");
        }

        return Data.Replace(text, "").Split('\n').Select(line => line.Trim()).Where(line => LetterWord.IsMatch(line));
    }

    private static string LongestPart(Phrase phrase) =>
        phrase.Pieces.Select(piece => piece.Text).MaxBy(text => text.Length)!.Trim();

    [GeneratedRegex("⟦[^⟦⟧]*⟧")]
    private static partial Regex Bracketed { get; }

    /// <summary>Addresses, the newsletter's name and postal address, the reader's name, zones and places.</summary>
    [GeneratedRegex(@"\S+@\S+|The Letter|1 Harbour Street|\bAna\b|Ann Author|Berlin|\bUTC\b|https?:\S+")]
    private static partial Regex Data { get; }

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex LetterWord { get; }

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Spaces { get; }
}
