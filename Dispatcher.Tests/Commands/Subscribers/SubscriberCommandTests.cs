using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Commands.Subscribers;

[TestFixture, Integration]
internal sealed class SubscriberCommandTests
{
    private static readonly string AnaAsJson =
        """
            {"id":1,"email":"ana@example.org","first_name":"Ana","last_name":"Ruiz","time_zone":"Europe/Madrid",
            "status":"STATUS","tags":["paid","world"],"created_at":"2026-01-05T06:00:00+00:00","confirmed_at":null,
            "paused_until":null,"term":null,"term_ends_at":null,"link_epoch":0}
            """.ReplaceLineEndings("") + "\n";

    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task A_person_is_added_changed_and_removed()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync(
                    "subscriber",
                    "add",
                    "ana@example.org",
                    "--first-name",
                    "Ana",
                    "--last-name",
                    "Ruiz",
                    "--time-zone",
                    "Europe/Madrid",
                    "--tag",
                    "world",
                    "--tag",
                    "paid"
                ),
                Is.EqualTo(new CommandAnswer(0, "ana@example.org is on the list now, active.\n", ""))
            );
            Assert.That(
                await _run.RunAsync("subscriber", "pause", "ANA@example.org"),
                Is.EqualTo(new CommandAnswer(0, "ANA@example.org is paused.\n", ""))
            );
            Assert.That(
                await _run.RunAsync("subscriber", "show", "ana@example.org", "--json"),
                Is.EqualTo(
                    new CommandAnswer(
                        0,
                        AnaAsJson
                            .Replace("STATUS", "paused")
                            .Replace(
                                "}\n",
                                $",\"ref\":\"{Reference(1)}\",\"history\":["
                                    + "{\"at\":\"2026-01-05T06:00:00+00:00\",\"event\":\"paused\",\"detail\":null}]}\n"
                            ),
                        ""
                    )
                )
            );
            Assert.That(
                await _run.RunAsync("subscriber", "resume", "ana@example.org", "--json"),
                Is.EqualTo(new CommandAnswer(0, AnaAsJson.Replace("STATUS", "active"), ""))
            );
            Assert.That(
                await _run.RunAsync("subscriber", "remove", "ana@example.org", "--yes"),
                Is.EqualTo(new CommandAnswer(0, "ana@example.org is deleted from the list.\n", ""))
            );
            Assert.That((await _run.RunAsync("subscriber", "show", "ana@example.org")).Status, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Show_names_every_field()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org", "--first-name", "[red]Ana", "--tag", "world");

        var shown = await _run.RunAsync("subscriber", "show", "ana@example.org");

        Assert.That(
            shown
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
            Is.EqualTo(
                new[]
                {
                    "Address ana@example.org",
                    "First name [red]Ana",
                    "Last name -",
                    "Time zone the newsletter's",
                    "Status active",
                    "Tags world",
                    $"Reference {Reference(1)}",
                    "Since 2026-01-05 06:00 UTC",
                }
            )
        );
    }

    [TestCase("add", "ana@example.org is on the list already; see: dispatcher subscriber show ana@example.org")]
    [TestCase("resume", "ana@example.org is active already")]
    public async Task A_request_that_is_not_possible_fails_with_what_to_do(string verb, string expected)
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        Assert.That(
            await _run.RunAsync("subscriber", verb, "ana@example.org"),
            Is.EqualTo(new CommandAnswer(1, "", expected + "\n"))
        );
    }

    /// <summary>The value that templates show as <c>subscriber.ref</c>.</summary>
    private string Reference(long id) =>
        new SignedToken(KeyFile.ReadOrCreate(_run.File("dispatcher.keys"))).Reference(id);

    [TestCase("show")]
    [TestCase("remove")]
    [TestCase("pause")]
    [TestCase("resume")]
    [TestCase("extend", "--until", "2026-12-31")]
    [TestCase("erase")]
    [TestCase("renew-links")]
    public async Task An_unknown_person_fails_with_what_to_do(string verb, params string[] more)
    {
        var answer = await _run.RunAsync(["subscriber", verb, "ana@example.org", .. more]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.Status, answer.Output), Is.EqualTo((1, "")));
            Assert.That(
                answer.Error,
                Does.Match(
                    "^ana@example.org is not on the list; check the spelling, or.*dispatcher subscriber add.*\n$"
                )
            );
        }
    }

    [Test]
    public async Task All_wrong_options_are_reported_at_once_and_change_nothing()
    {
        var answer = await _run.RunAsync(
            "subscriber",
            "add",
            "ana@example.org",
            "--first-name",
            "A\tna",
            "--time-zone",
            "Mars/Base",
            "--tag",
            "a b"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                answer,
                Is.EqualTo(
                    new CommandAnswer(
                        2,
                        "",
                        "--first-name has a control character or line break (U+0009); take it out.\n"
                            + "--time-zone is no time zone; use a name such as Europe/Madrid, or leave it empty for "
                            + "the newsletter's.\n"
                            + "--tag has a tag that is none; a tag has letters, digits, _ and -, at most 40.\n"
                    )
                )
            );
            Assert.That((await _run.RunAsync("subscriber", "show", "ana@example.org")).Status, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_wrong_address_is_wrong_usage()
    {
        Assert.That(
            await _run.RunAsync("subscriber", "pause", "ana"),
            Is.EqualTo(new CommandAnswer(2, "", "ana has no @; an address looks like ana@example.org.\n"))
        );
    }

    [Test]
    public async Task A_pause_has_a_date_and_a_history()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("subscriber", "pause", "ana@example.org", "--until", "2026-02-01"),
                Is.EqualTo(new CommandAnswer(0, "ana@example.org is paused until 2026-02-01.\n", ""))
            );
            Assert.That(
                (await _run.RunAsync("subscriber", "show", "ana@example.org")).Output,
                Does.Contain("paused until 2026-02-01").And.Contain("paused: until 2026-02-01")
            );
            Assert.That(
                (await _run.RunAsync("subscriber", "pause", "ana@example.org", "--until", "2026-01-05")).Status,
                Is.EqualTo(1)
            );
            Assert.That(
                (await _run.RunAsync("subscriber", "pause", "ana@example.org", "--until", "soon")).Status,
                Is.Not.Zero
            );
        }
    }

    [Test]
    public async Task A_newsletter_without_a_price_has_no_terms_to_extend()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        Assert.That(
            await _run.RunAsync("subscriber", "extend", "ana@example.org", "--until", "2026-12-31"),
            Is.EqualTo(
                new CommandAnswer(
                    1,
                    "",
                    "ana@example.org reads for nothing, as everybody does; to have terms, set Newsletter:AnnualPrice\n"
                )
            )
        );
    }

    [Test]
    public async Task Renewed_links_are_counted_and_the_new_one_is_always_mailed()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("subscriber", "renew-links", "ana@example.org", "--yes"),
                Is.EqualTo(
                    new CommandAnswer(
                        0,
                        "The links of ana@example.org are renewed: those of earlier mails unsubscribe and open nothing "
                            + "else. The service mails a new one.\n",
                        ""
                    )
                )
            );
            Assert.That(
                await _run.RunAsync("subscriber", "renew-links", "ana@example.org", "--json", "--yes"),
                Is.EqualTo(new CommandAnswer(0, "{\"id\":1,\"link_epoch\":2,\"is_mailed\":true}\n", ""))
            );
            Assert.That(
                (await _run.RunAsync("subscriber", "show", "ana@example.org")).Output,
                Does.Contain("links-renewed").And.Contain("by an operator")
            );
        }
    }

    [Test]
    public async Task Erase_forgets_a_person()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("subscriber", "erase", "ana@example.org", "--yes"),
                Is.EqualTo(
                    new CommandAnswer(
                        0,
                        "ana@example.org is erased; what was sent stays counted, without the address.\n",
                        ""
                    )
                )
            );
            Assert.That((await _run.RunAsync("subscriber", "show", "ana@example.org")).Status, Is.EqualTo(1));
            Assert.That(
                (await _run.RunAsync("suppression", "list")).Output,
                Does.Contain("erased").And.Not.Contain("ana@example.org")
            );
        }
    }
}
