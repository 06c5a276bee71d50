using Dapper;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class LanesTests
{
    private static readonly Lanes Three = new([
        new DomainRate("google", ["gmail.com", "googlemail.com"], MessagesPerSecond: 20),
        new DomainRate("example.org", ["example.org"], MessagesPerSecond: 1),
    ]);

    [TestCase("ana@gmail.com", 1)]
    [TestCase("ana@GoogleMail.com", 1)]
    [TestCase("ana@example.org", 2)]
    [TestCase("ana@mail.example.org", 0)]
    [TestCase("ana@notgmail.com", 0)]
    [TestCase("\"a@gmail.com\"@example.org", 2)]
    [TestCase("ana@example.net", 0)]
    [TestCase("ana", 0)]
    [TestCase("", 0)]
    public void An_address_is_in_the_lane_of_its_domain(string address, int lane) =>
        Assert.That(Three.Of(address), Is.EqualTo(lane));

    [Test]
    public void Without_limits_there_is_one_lane_for_all()
    {
        var one = new Lanes([]);

        Assert.That((one.Count, one.Of("ana@gmail.com"), one.Condition(0, "d")), Is.EqualTo((1, 0, "TRUE")));
    }

    [Test]
    public void Lanes_have_the_names_of_their_settings() =>
        Assert.That(
            Enumerable.Range(0, Three.Count).Select(Three.Name),
            Is.EqualTo(new[] { "everybody else", "google", "example.org" })
        );

    [Test, Integration]
    public async Task In_SQL_every_recipient_is_in_exactly_the_lane_that_its_address_is_in()
    {
        using var db = await TestDatabase.CreateAsync();
        await using var connection = await db.Database.OpenAsync(CancellationToken.None);
        string[] domains = ["gmail.com", "googlemail.com", "example.org", "mail.example.org", "example.net"];

        foreach (var domain in domains)
        {
            for (var lane = 0; lane < Three.Count; lane++)
            {
                var isIn = await connection.ExecuteScalarAsync<bool>(
                    $"SELECT {Three.Condition(lane, "@domain")}",
                    new { domain }
                );
                Assert.That(isIn, Is.EqualTo(Three.Of($"ana@{domain}") == lane), $"{domain} in lane {lane}");
            }
        }

        Assert.That(
            await connection.ExecuteScalarAsync<bool>(
                $"SELECT {new Lanes([]).Condition(0, "@domain")}",
                new { domain = "x" }
            )
        );
    }
}
