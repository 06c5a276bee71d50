using Dapper;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Subscribers;

[TestFixture, Integration]
internal sealed class SuppressionCommandTests
{
    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task A_suppression_is_added_and_lifted()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("suppression", "list"),
                Is.EqualTo(new CommandAnswer(0, "No address is suppressed.\n", ""))
            );
            Assert.That(
                await _run.RunAsync("suppression", "add", "ana@example.org", "--reason", "asked by phone"),
                Is.EqualTo(new CommandAnswer(0, "ana@example.org gets nothing from now on.\n", ""))
            );
            Assert.That(await StatusAsync(), Does.Contain("\"status\":\"bounced\""));
            Assert.That(
                await _run.RunAsync("suppression", "list", "--json"),
                Is.EqualTo(
                    new CommandAnswer(
                        0,
                        """
                        {"email":"ana@example.org","kind":"operator","reason":"asked by phone","evidence":null,
                        "source":"operator","created_at":"2026-01-05T06:00:00+00:00"}
                        """.ReplaceLineEndings("") + "\n",
                        ""
                    )
                )
            );
            Assert.That(await StatusAsync(), Does.Contain("\"event\":\"suppressed\",\"detail\":\"asked by phone\""));
            Assert.That(
                await _run.RunAsync("suppression", "add", "ANA@example.org"),
                Has.Property("Status").EqualTo(1).And.Property("Error").Contain("is suppressed already")
            );
            Assert.That(
                await _run.RunAsync("suppression", "remove", "ana@example.org", "--yes"),
                Is.EqualTo(
                    new CommandAnswer(
                        0,
                        "ana@example.org is not suppressed any more; its subscriber is still bounced and gets "
                            + "nothing. When the address works again: dispatcher suppression remove ana@example.org "
                            + "--resume\n",
                        ""
                    )
                )
            );
            Assert.That(
                await _run.RunAsync("suppression", "remove", "ana@example.org", "--resume", "--yes"),
                Is.EqualTo(
                    new CommandAnswer(0, "ana@example.org is not suppressed any more; its subscriber is active.\n", "")
                )
            );
            Assert.That(await StatusAsync(), Does.Contain("\"status\":\"active\""));
        }
    }

    [Test]
    public async Task A_lifted_suppression_is_in_the_persons_history()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");
        await _run.RunAsync("suppression", "add", "ana@example.org", "--reason", "asked by phone");

        await _run.RunAsync("suppression", "remove", "ana@example.org", "--yes");
        await _run.RunAsync("suppression", "remove", "ana@example.org", "--resume", "--yes");
        await _run.RunAsync("suppression", "remove", "ana@example.org", "--resume", "--yes");

        Assert.That(
            await EventsAsync(),
            Is.EqualTo("suppressed: asked by phone, suppression-lifted: operator, came-back: bounced")
        );
    }

    [Test]
    public async Task A_lifted_suppression_of_an_unknown_address_has_no_history()
    {
        await _run.RunAsync("suppression", "add", "ana@example.org");

        var answer = await _run.RunAsync("suppression", "remove", "ana@example.org", "--resume", "--yes");

        Assert.That(answer.Status, Is.Zero);
        await _run.RunAsync("subscriber", "add", "ana@example.org");
        Assert.That(await EventsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_person_who_has_unsubscribed_is_not_reactivated()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");
        await _run.RunAsync("subscriber", "pause", "ana@example.org");

        Assert.That(
            (await _run.RunAsync("suppression", "remove", "ana@example.org", "--resume", "--yes")).Output,
            Does.EndWith("its subscriber is paused.\n")
        );
    }

    [TestCase("remove", "ana@example.org", 1, "ana@example.org is not suppressed; see: dispatcher suppression list\n")]
    [TestCase("add", "ana", 2, "ana has no @; an address looks like ana@example.org.\n")]
    public async Task A_request_that_is_not_possible_fails_with_what_to_do(
        string verb,
        string address,
        int status,
        string expected
    ) =>
        Assert.That(
            await _run.RunAsync("suppression", verb, address),
            Is.EqualTo(new CommandAnswer(status, "", expected))
        );

    private async Task<string> EventsAsync()
    {
        await using var connection = await (await _run.DatabaseAsync()).OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<string?>(
                "SELECT string_agg(event || ': ' || detail, ', ' ORDER BY id) FROM subscriber_events"
            ) ?? "";
    }

    private async Task<string> StatusAsync() =>
        (await _run.RunAsync("subscriber", "show", "ana@example.org", "--json")).Output;
}
