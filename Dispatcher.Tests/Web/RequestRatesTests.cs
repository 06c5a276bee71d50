using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The rates of one network, by requests that are counted and come to nothing else.</summary>
[TestFixture, Integration]
internal sealed class RequestRatesTests
{
    [TestCase("POST", "unsubscribe/x", 6000)]
    [TestCase("POST", "manage/x", 120)]
    [TestCase("GET", "assets-that-are-not-there", 6000)]
    public async Task One_network_asks_so_often_and_another_is_not_counted_with_it(string method, string path, int most)
    {
        await using var pages = await PagesHost.StartAsync(web: PagesHost.BehindProxy());
        var statuses = new List<int>();
        for (var i = 0; i < most; i++)
        {
            statuses.Add(await StatusAsync("198.51.100.7"));
        }

        Assert.That(statuses, Has.None.EqualTo(429));
        Assert.That(await StatusAsync("198.51.100.8"), Is.EqualTo(429));
        Assert.That(await StatusAsync("198.51.101.7"), Is.Not.EqualTo(429));

        async Task<int> StatusAsync(string from)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("X-Forwarded-For", from);
            using var answer = await pages.Http.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }
}
