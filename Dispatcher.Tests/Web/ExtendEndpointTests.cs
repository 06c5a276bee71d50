using Microsoft.Extensions.Configuration;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Payments;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

[TestFixture, Integration]
internal sealed class ExtendEndpointTests
{
    [Test]
    public async Task A_program_with_the_key_extends_a_term()
    {
        await using var letter = await PaidNewsletter.StartAsync(apiKey: PaidNewsletter.ApiKey);
        var id = await letter.AddAsync(status: "expired", trialDays: -3);

        using var answer = await letter.ExtendAsync($"{id}", """{"until":"2027-11-24"}""");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
            Assert.That(
                await answer.Content.ReadAsStringAsync(),
                Is.EqualTo(
                    $$"""{"id":{{id}},"until":"2027-11-24","message":"Subscriber {{id}} may read until 2027-11-24."}"""
                )
            );
            Assert.That(await letter.StandAsync(id), Is.EqualTo("active paid 2027-11-24 23:00"));
            Assert.That(
                await letter.AuditAsync(),
                Is.EqualTo([$"api reader.extend reader:{id} until 2027-11-24 127.0.0.0/24"])
            );
        }
    }

    [Test]
    public async Task Each_fault_is_answered_as_a_problem()
    {
        await using var letter = await PaidNewsletter.StartAsync(apiKey: PaidNewsletter.ApiKey);
        var id = await letter.AddAsync();
        (string Id, string Json, string? Key, int Status)[] calls =
        [
            ($"{id}", """{"until":"2027-11-24"}""", null, 401),
            ($"{id}", """{"until":"2027-11-24"}""", PaidNewsletter.ApiKey + "x", 401),
            ($"{id}", "{}", "wrong", 401),
            ($"{id}", "", PaidNewsletter.ApiKey, 400),
            ($"{id}", "{", PaidNewsletter.ApiKey, 400),
            ($"{id}", "[]", PaidNewsletter.ApiKey, 400),
            ($"{id}", """{"until":"24.11.2027"}""", PaidNewsletter.ApiKey, 400),
            ($"{id}", """{"until":"2027-02-30"}""", PaidNewsletter.ApiKey, 400),
            ($"{id}", """{"until":20271124}""", PaidNewsletter.ApiKey, 400),
            ($"{id}", """{"until":"\ud800"}""", PaidNewsletter.ApiKey, 400),
            ($"{id}", """{"\ud800":"2027-11-24"}""", PaidNewsletter.ApiKey, 400),
            ($"{id}", """{"until":"2027-11-24","status":"admin"}""", PaidNewsletter.ApiKey, 400),
            ($"{id}", $$"""{"until":"{{new string('2', 100_000)}}"}""", PaidNewsletter.ApiKey, 413),
            ($"{id}", """{"until":"2020-01-01"}""", PaidNewsletter.ApiKey, 409),
            ("99", """{"until":"2027-11-24"}""", PaidNewsletter.ApiKey, 404),
        ];

        using (Assert.EnterMultipleScope())
        {
            foreach (var call in calls)
            {
                using var answer = await letter.ExtendAsync(call.Id, call.Json, call.Key);
                Assert.That((int)answer.StatusCode, Is.EqualTo(call.Status), call.ToString());
                Assert.That(
                    answer.Content.Headers.ContentType?.MediaType,
                    Is.EqualTo("application/problem+json"),
                    call.ToString()
                );
            }

            Assert.That(await letter.StandAsync(id), Does.StartWith("active trial"));
            Assert.That(await letter.AuditAsync(), Is.Empty);
            Assert.That(letter.Log, Has.None.Contains("canary"));
        }
    }

    [Test]
    public async Task Guessing_keys_is_slowed_down_and_keeps_nobody_out_who_has_the_key()
    {
        await using var letter = await PaidNewsletter.StartAsync(apiKey: PaidNewsletter.ApiKey);
        var id = await letter.AddAsync();
        var statuses = new HashSet<int>();
        for (var i = 0; i < 70; i++)
        {
            using var guess = await letter.ExtendAsync($"{id}", "{}", $"guess{i}");
            statuses.Add((int)guess.StatusCode);
        }

        using var right = await letter.ExtendAsync($"{id}", """{"until":"2027-11-24"}""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(statuses, Is.EquivalentTo(new[] { 401, 429 }));
            Assert.That((int)right.StatusCode, Is.EqualTo(200));
        }
    }

    [Test]
    public async Task Without_a_key_there_is_no_API()
    {
        await using var letter = await PaidNewsletter.StartAsync();
        var id = await letter.AddAsync();

        using var bare = await letter.ExtendAsync($"{id}", """{"until":"2027-11-24"}""", key: null);
        using var keyed = await letter.ExtendAsync($"{id}", """{"until":"2027-11-24"}""", key: "");

        Assert.That(((int)bare.StatusCode, (int)keyed.StatusCode), Is.EqualTo((404, 404)));
    }

    [TestCase("short")]
    [TestCase("thirty-two characters with blanks in")]
    public void A_key_that_is_easy_to_guess_is_no_setting_and_is_not_repeated(string key)
    {
        var problems = new List<string>();
        WebSection.Read(
            new SettingsReader(
                new ConfigurationBuilder().AddInMemoryCollection([new("Web:ApiKey", key)]).Build().GetSection("Web"),
                problems
            ),
            root: "/"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                problems,
                Has.Count.EqualTo(1).And.One.StartsWith("Web has an ApiKey that is too easy to guess")
            );
            Assert.That(problems, Has.None.Contains(key));
            Assert.That(new WebSettings { ApiKey = PaidNewsletter.ApiKey }.ToString(), Does.Not.Contain("canary"));
        }
    }
}
