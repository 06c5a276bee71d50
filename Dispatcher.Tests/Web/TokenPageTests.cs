using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>Links that we did not make, or not for this.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, Integration]
internal sealed class TokenPageTests
{
    private PagesHost _pages = null!;

    [OneTimeSetUp]
    public async Task Start() => _pages = await PagesHost.StartAsync(web: PagesHost.BehindProxy());

    [OneTimeTearDown]
    public async Task Stop() => await _pages.DisposeAsync();

    [Test]
    public async Task Ten_thousand_tampered_tokens_are_refused_with_one_page()
    {
        var ana = await _pages.AddAsync("ana@example.org");
        using var signUp = await _pages.SignUpAsync("ben@example.org");
        var confirm = (await _pages.ConfirmAsync())["confirm/".Length..];
        var (leave, manage) = (
            _pages.Tokens.Sign(TokenPurpose.Unsubscribe, ana),
            _pages.Tokens.Sign(TokenPurpose.Manage, ana)
        );
        var stranger = new SignedToken([new SigningKey(leave.Split('.')[1], [.. Enumerable.Repeat((byte)7, 32)])]);

        var routes = new (string Route, string Own, string[] Others)[]
        {
            ("unsubscribe", leave, [manage, confirm, stranger.Sign(TokenPurpose.Unsubscribe, ana)]),
            ("manage", manage, [leave, confirm, stranger.Sign(TokenPurpose.Manage, ana)]),
            ("confirm", confirm, [leave, manage, stranger.Sign(TokenPurpose.Confirm, 1, DateTimeOffset.MaxValue)]),
            (
                "waves",
                _pages.Tokens.Sign(TokenPurpose.Waves, 1, _pages.Clock.GetUtcNow().AddHours(1)),
                [leave, manage, confirm]
            ),
        };
        var refused = 0;
        foreach (var (route, own, others) in routes)
        {
            using (var good = await _pages.Http.GetAsync($"{route}/{own}"))
            {
                Assert.That((int)good.StatusCode, Is.EqualTo(200), route);
            }

            var page = await RefusalAsync(route, "x", 0);
            var tampered = Tampered(own).Concat(others).ToList();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, 2500),
                new ParallelOptions { MaxDegreeOfParallelism = 4 },
                async (i, _) =>
                {
                    var token = i < tampered.Count ? tampered[i] : Scrambled(own, i);
                    Assert.That(await RefusalAsync(route, token, i), Is.EqualTo(page), token);
                    Interlocked.Increment(ref refused);
                }
            );
        }

        Assert.That(refused, Is.EqualTo(10_000));
        TestContext.Out.WriteLine($"{refused:N0} tampered tokens refused, each route with one page");
    }

    /// <summary>The page of a refusal.</summary>
    private async Task<string> RefusalAsync(string route, string token, int i)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{route}/{Uri.EscapeDataString(token)}");
        request.Headers.Add("X-Forwarded-For", $"10.1.{i % 250}.1");
        using var answer = await _pages.Http.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(404), $"{route} {token}");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Each bit flipped, each length, another version, key and number.</summary>
    private static IEnumerable<string> Tampered(string token)
    {
        for (var at = 0; at < token.Length; at++)
        {
            for (var bit = 0; bit < 7; bit++)
            {
                // Kestrel itself refuses a NUL, and a dot alone or a slash is another address.
                var flipped = (char)(token[at] ^ (1 << bit));
                if (flipped is not ('\0' or '/'))
                {
                    yield return $"{token[..at]}{flipped}{token[(at + 1)..]}";
                }
            }
        }

        for (var length = 1; length < token.Length; length++)
        {
            yield return token[..length];
        }

        var parts = token.Split('.');
        yield return string.Join('.', parts.Select((part, i) => i == 0 ? "1" : part));
        yield return string.Join('.', parts.Select((part, i) => i == 0 ? "3" : part));
        yield return string.Join('.', parts.Select((part, i) => i == 1 ? "zz" : part));
        yield return string.Join('.', parts.Select((part, i) => i == 3 ? "0" + part : part));
        yield return token + "A";
        yield return token + ".";
        yield return token.ToUpperInvariant();
    }

    private static string Scrambled(string token, int seed)
    {
        var random = new Random(seed);
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var dot = token.LastIndexOf('.') + 1;
        return token[..dot] + string.Concat(Enumerable.Range(0, 22).Select(_ => Alphabet[random.Next(64)]));
    }
}
