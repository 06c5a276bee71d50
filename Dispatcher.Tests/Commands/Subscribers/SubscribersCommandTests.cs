using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Subscribers;

[TestFixture, Integration]
internal sealed class SubscribersCommandTests
{
    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task An_export_is_imported_unchanged()
    {
        var people = _run.Write(
            "people.csv",
            "email,first_name,tags,status\nana@example.org,=Ana,\"b,a\",active\nben@example.org,,,unsubscribed\n"
        );
        var all = _run.File("all.csv");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("subscribers", "import", people),
                Is.EqualTo(new CommandAnswer(0, "2 rows: 2 added, 0 updated, 0 unchanged, 0 kept, 0 refused.\n", ""))
            );
            Assert.That(
                await _run.RunAsync("subscribers", "export", all),
                Is.EqualTo(new CommandAnswer(0, $"{all} has 2 subscribers now.\n", ""))
            );
            Assert.That(
                await _run.RunAsync("subscribers", "import", all),
                Is.EqualTo(new CommandAnswer(0, "2 rows: 0 added, 0 updated, 2 unchanged, 0 kept, 0 refused.\n", ""))
            );
            Assert.That(
                (await _run.RunAsync("subscribers", "export", "-")).Output,
                Is.EqualTo(File.ReadAllText(all).ReplaceLineEndings("\n"))
            );
        }
    }

    [Test]
    public async Task Refused_rows_fail_the_command_after_the_others_are_imported()
    {
        var people = _run.Write("people.csv", "email,firstnam\nana@example.org,Ana\nben,Ben\n");

        Assert.That(
            await _run.RunAsync("subscribers", "import", people),
            Is.EqualTo(
                new CommandAnswer(
                    1,
                    "2 rows: 1 added, 0 updated, 0 unchanged, 0 kept, 1 refused.\n"
                        + "Ignored columns: firstnam (did you mean first_name?).\n",
                    $"1 row refused; {_run.File("people.rejected.csv")} says why. Correct them in {people} and "
                        + "import it again.\n"
                )
            )
        );
    }

    [Test]
    public async Task A_person_who_has_left_is_not_added_again_and_the_summary_says_so()
    {
        await _run.RunAsync("subscribers", "import", _run.Write("left.csv", "email,status\nana@example.org,bounced\n"));

        var answer = await _run.RunAsync(
            "subscribers",
            "import",
            _run.Write("again.csv", "email,status\nana@example.org,active\n")
        );

        Assert.That(
            answer,
            Is.EqualTo(
                new CommandAnswer(
                    0,
                    "1 row: 0 added, 0 updated, 0 unchanged, 1 kept, 0 refused.\n"
                        + "Kept: these people have unsubscribed, bounced, complained, or are suppressed; an import "
                        + "does not bring them back.\n",
                    ""
                )
            )
        );
    }

    [Test]
    public async Task With_json_the_summary_is_JSON()
    {
        var answer = await _run.RunAsync(
            "subscribers",
            "import",
            _run.Write("people.csv", "email\nana@example.org\n"),
            "--json"
        );

        Assert.That(
            answer,
            Is.EqualTo(
                new CommandAnswer(
                    0,
                    """
                    {"problem":null,"product":null,"columns":1,"rows":1,"added":1,"updated":0,"unchanged":0,"kept":0,
                    "refused":0,"taken_for":{"email":"email"},"ignored_columns":[],"left_out":{},
                    "rejected_file":null,"is_stopped":false}
                    """.ReplaceLineEndings("") + "\n",
                    ""
                )
            )
        );
    }

    [Test]
    public async Task The_export_of_another_product_is_recognised_and_unused_columns_are_named()
    {
        var people = _run.Write(
            "members.csv",
            "id,email,name,note,subscribed_to_emails,complimentary_plan,created_at,labels\n"
                + "1,ana@example.org,Ana,,true,false,soon,vip\n2,ben@example.org,,,false,false,,\n"
                + "3,noreply@example.org,,,true,false,,\n"
                + "5,bounces@example.org,,,false,false,,\n4,Letter@example.com,,,true,false,,\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("subscribers", "import", people),
                Is.EqualTo(
                    new CommandAnswer(
                        1,
                        "5 rows: 3 added, 0 updated, 0 unchanged, 0 kept, 2 refused.\n"
                            + "Left out, as no good here: 1 in created_at.\n"
                            + "It is Ghost's export, 8 columns; 2 not used: id, note.\n"
                            + "Columns were taken so: email as email, name as name, subscribed_to_emails as status or "
                            + "term, "
                            + "complimentary_plan as status or term, created_at as created_at, labels as tags.\n",
                        $"2 rows refused; {_run.File("members.rejected.csv")} says why. Correct them in {people} and "
                            + "import it again.\n"
                    )
                )
            );
            Assert.That(
                (await _run.RunAsync("subscribers", "list")).Output,
                Is.EqualTo(
                    "ana@example.org\tAna\tactive\tvip\nben@example.org\t\tunsubscribed\t\n"
                        + "bounces@example.org\t\tunsubscribed\t\n"
                )
            );
            Assert.That(
                File.ReadAllLines(_run.File("members.rejected.csv")).Select(line => line.Split(',')[1]),
                Is.EqualTo(
                    new[]
                    {
                        "reason",
                        "email is read by no person; give the address of one",
                        "email is the newsletter's own address; leave it out",
                    }
                )
            );
        }
    }

    [Test]
    public async Task A_whole_file_can_be_declared_as_people_who_left()
    {
        var people = _run.Write("people.csv", "email\nana@example.org\n");
        await _run.RunAsync("subscribers", "import", people);

        var answer = await _run.RunAsync(
            "subscribers",
            "import",
            people,
            "--format",
            "Own",
            "--departed",
            "Unsubscribed"
        );

        Assert.That(answer.Output, Does.StartWith("1 row: 0 added, 1 updated,"));
        Assert.That(
            (await _run.RunAsync("subscribers", "list", "--status", "unsubscribed")).Output,
            Does.StartWith("ana@example.org")
        );
    }

    [Test]
    public async Task An_unknown_format_is_wrong_usage()
    {
        var people = _run.Write("people.csv", "email\nana@example.org\n");

        Assert.That(
            await _run.RunAsync("subscribers", "import", people, "--format", "hotmail"),
            Is.EqualTo(
                new CommandAnswer(
                    2,
                    "",
                    "--format hotmail is not known; use own, mailchimp, substack, ghost, listmonk, phplist, "
                        + "buttondown, kit, shopify, beehiiv, hubspot, brevo, "
                        + "mailerlite, aweber, mailman, mailpoet, wordpress.\n"
                )
            )
        );
    }

    [TestCase("active")]
    [TestCase("x")]
    public async Task A_word_that_is_neither_a_column_nor_a_way_to_leave_is_wrong_usage(string word)
    {
        var people = _run.Write("people.csv", "email\nana@example.org\n");

        Assert.That(
            await _run.RunAsync("subscribers", "import", people, "--departed", word),
            Is.EqualTo(
                new CommandAnswer(
                    2,
                    "",
                    $"{people} has no column {word} for --departed; it has email; for a file of people who have all "
                        + "left use unsubscribed, bounced or complained.\n"
                )
            )
        );
    }

    [TestCase(null, "is not there; check the path.")]
    [TestCase("", "is empty; its first line has to name the columns, at least email.")]
    public async Task A_file_that_cannot_be_imported_is_named(string? content, string expected)
    {
        var path = content is null ? _run.File("people.csv") : _run.Write("people.csv", content);

        Assert.That(
            await _run.RunAsync("subscribers", "import", path),
            Is.EqualTo(new CommandAnswer(1, "", $"{path} {expected}\n"))
        );
    }

    [Test]
    public async Task An_export_that_cannot_be_written_leaves_nothing_behind()
    {
        var folder = Path.Combine(_run.File("."), "missing", "all.csv");

        var answer = await _run.RunAsync("subscribers", "export", folder);

        Assert.That(
            (answer.Status, answer.Output, answer.Error.Trim().Split('\n')),
            Is.EqualTo((1, "", new[] { answer.Error.Trim() }))
        );
    }

    [Test]
    public async Task List_filters_by_status_and_tag()
    {
        await _run.RunAsync(
            "subscribers",
            "import",
            _run.Write(
                "people.csv",
                "email,first_name,last_name,tags,status\nana@example.org,Ana,Ruiz,\"paid,world\",\n"
                    + "ben@example.org,,,world,paused\ncleo@example.org,Cleo,,,\n"
            )
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("subscribers", "list"),
                Is.EqualTo(
                    new CommandAnswer(
                        0,
                        "ana@example.org\tAna Ruiz\tactive\tpaid, world\nben@example.org\t\tpaused\tworld\n"
                            + "cleo@example.org\tCleo\tactive\t\n",
                        ""
                    )
                )
            );
            Assert.That(
                (await _run.RunAsync("subscribers", "list", "--status", "Paused")).Output,
                Is.EqualTo("ben@example.org\t\tpaused\tworld\n")
            );
            Assert.That(
                (await _run.RunAsync("subscribers", "list", "--status", "active", "--tag", "WORLD")).Output,
                Is.EqualTo("ana@example.org\tAna Ruiz\tactive\tpaid, world\n")
            );
            Assert.That(
                (await _run.RunAsync("subscribers", "list", "--json")).Output.Split(
                    '\n',
                    StringSplitOptions.RemoveEmptyEntries
                ),
                Has.Length.EqualTo(3).And.All.StartsWith("{\"id\":")
            );
            Assert.That(
                await _run.RunAsync("subscribers", "list", "--status", "actve"),
                Is.EqualTo(
                    new CommandAnswer(
                        2,
                        "",
                        "--status is no status (did you mean active?); use pending, active, paused, expired, "
                            + "unsubscribed, bounced, complained.\n"
                    )
                )
            );
        }
    }
}
