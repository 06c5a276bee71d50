using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>Every page of a reader leads on: its own text has a link or a button, and not only its footer.</summary>
[TestFixture, Integration]
internal sealed partial class PageWaysTests
{
    [Test]
    public async Task No_page_of_a_reader_is_a_dead_end()
    {
        await using var pages = await PagesHost.StartAsync();
        var (ana, ben, old, gone) = (
            await pages.AddAsync("ana@example.org"),
            await pages.AddAsync("ben@example.org"),
            await pages.AddAsync("old@example.org"),
            await pages.AddAsync("gone@example.org", SubscriberStatus.Unsubscribed)
        );
        await pages.ScalarAsync<object>("UPDATE subscribers SET link_epoch = 1 WHERE id = @old", new { old });
        var oldLink = $"old/{pages.Tokens.Sign(TokenPurpose.Manage, old)}";
        var shown = new List<(string Name, string Html)>();

        await LookAsync("an address of nothing", "nothing-here");
        await LookAsync("a confirm link that is over", "confirm/nothing");
        await LookAsync("a fresh link that is over", "link/nothing/erase");
        await LookAsync("a refusal that is over", "link/nothing/refuse");
        await LookAsync("back from the payment", "paid");
        await LookAsync("manage, after leaving", pages.Manage(gone));
        await LookAsync("pause, after leaving", pages.Unsubscribe(gone) + "/pause");
        await PressAsync("left", pages.Unsubscribe(ana));
        await PressAsync("back", pages.Unsubscribe(ana) + "/undo");
        await PressAsync("paused", pages.Unsubscribe(ana) + "/pause");
        await PressAsync("an old link, mailed anew", oldLink);
        await PressAsync("a link for data", pages.Manage(ana) + "/data");
        await PressAsync("address asked", await pages.FreshAsync(ana, LinkMatter.Address), "new@example.org");
        await PressAsync("refused", await pages.FreshAsync(ana, LinkMatter.Refuse));
        await PressAsync("renewed", pages.Manage(ben) + "/renew");
        var erase = await pages.FreshAsync(gone, LinkMatter.Erase);
        await PressAsync("deleted", erase);
        await LookAsync("unsubscribe, after the data were deleted", pages.Unsubscribe(gone));
        await PressAsync("sign-up asked", "subscribe", "kim@example.org");
        await PressAsync("link asked", "link", "kim@example.org");

        Assert.That(
            shown
                .Where(page => !Way.IsMatch(page.Html.Split("<main")[1].Split("</main>")[0]))
                .Select(page => page.Name),
            Is.Empty
        );

        async Task LookAsync(string name, string path)
        {
            using var answer = await pages.Http.GetAsync(path);
            shown.Add((name, await answer.Content.ReadAsStringAsync()));
        }

        async Task PressAsync(string name, string path, string email = "")
        {
            using var answer = await pages.PostAsync(path, ("email", email));
            shown.Add((name, await answer.Content.ReadAsStringAsync()));
        }
    }

    [GeneratedRegex("<a href=\"/|<a class=\"button[^\"]*\" href=\"/|<button")]
    private static partial Regex Way { get; }
}
